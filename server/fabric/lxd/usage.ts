import type { InstanceUsage } from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { type InstanceMetrics, readMetrics } from "./core/metrics-text"
import type { ComponentConfig } from "./core/plan-instance"
import type { DoorReading } from "./door-counters"
import { EngineError } from "./engine-error"
import type { InstanceRow } from "./rows"

type Reading = {
  at: number
  instances: Map<string, InstanceMetrics>
  before: Map<string, InstanceMetrics>
  seconds: number
}

/** Engines make their own figures anew every eight seconds: asking more often tells nothing. */
const everyMs = 8_000
const patienceMs = 5_000

/** Processor, memory and bytes of a member's instances, from the engine's own metrics. */
export class Usage {
  private readonly readings = new Map<string, Reading>()
  private readonly asking = new Map<string, Promise<void>>()

  constructor(
    private readonly cluster: Cluster,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  /** What is known now; fresher figures are fetched meanwhile, so that a look at a node does not wait for them. */
  of(member: Member): Reading | null {
    const reading = this.readings.get(member.name) ?? null
    if ((!reading || performance.now() - reading.at > everyMs) && !this.asking.has(member.name)) {
      const asked = this.read(member)
        .catch((error: unknown) => this.onTrouble(error, `metrics of ${member.name}`))
        .finally(() => this.asking.delete(member.name))
      this.asking.set(member.name, asked)
    }
    return reading
  }

  private async read(member: Member): Promise<void> {
    const http = await this.cluster.http()
    const signal = AbortSignal.timeout(patienceMs)
    const { status, text } = await http.text(member.address, "/1.0/metrics", { signal })
    // An error has no figures in it: taken for some, all counters would be at zero.
    if (status !== 200) throw new EngineError(status, text.slice(0, 300), "metrics")
    const instances = readMetrics(text)
    const last = this.readings.get(member.name)
    const at = performance.now()
    this.readings.set(member.name, {
      at,
      instances,
      before: last?.instances ?? new Map(),
      seconds: last ? (at - last.at) / 1_000 : 0,
    })
  }
}

const none: InstanceMetrics = { cpuSeconds: 0, memoryBytes: 0, nics: {} }

export const isDoor = (component: ComponentConfig): boolean => component.inputs.some((input) => input.external)

/** `door`: of what visitors come in by, the counters that are billed; each life of it counts from zero. */
export function usageOf(
  row: InstanceRow,
  component: ComponentConfig,
  reading: Reading | null,
  door: DoorReading | null,
): InstanceUsage {
  const key = `${row.project}/${row.name}`
  const metrics = reading?.instances.get(key) ?? none
  const before = reading?.before.get(key)
  const seconds = reading?.seconds ?? 0
  const spent = before ? Math.max(0, metrics.cpuSeconds - before.cpuSeconds) : 0
  const outputs = component.interfaces.filter((end) => end.side === "output")
  const counted = (nics: InstanceMetrics["nics"], name: string) => nics[name] ?? { receivedBytes: 0, sentBytes: 0 }
  const sum = (pick: "receivedBytes" | "sentBytes") =>
    outputs.reduce((total, end) => total + counted(door?.nics ?? {}, end.name)[pick], 0)
  const moved = ({ receivedBytes, sentBytes }: { receivedBytes: number; sentBytes: number }) =>
    receivedBytes + sentBytes
  return {
    counterEpoch: door?.life ?? `${row.name}@${row.last_used_at}`,
    cpuMillis: seconds > 0 ? Math.round((spent / seconds) * 1_000) : 0,
    memoryMib: Math.round(metrics.memoryBytes / 1024 / 1024),
    // What a gateway got from behind it is what it handed to visitors, and the other way round: its own nics count both.
    externalTxBytes: sum("receivedBytes"),
    externalRxBytes: sum("sentBytes"),
    wires: Object.fromEntries(outputs.map((end) => [end.terminal, moved(counted(metrics.nics, end.name))])),
  }
}
