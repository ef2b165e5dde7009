import { setTimeout as pause } from "node:timers/promises"
import type { InstanceUsage, NodeReport, ObservedInstance } from "../fabric-driver"
import type { Cluster, EngineInfo, Member } from "./cluster"
import type { ComponentConfig } from "./core/plan-instance"
import { portOf } from "./core/plan-instance"
import type { DoorCounters } from "./door-counters"
import type { Inside, StateFile } from "./inside"
import { componentOf, observedOf } from "./instances"
import type { InstanceRow, Rows } from "./rows"
import { isDoor, type Usage, usageOf } from "./usage"
import type { Volumes } from "./volumes"

/** Whoever looks at a node waits a second and a half. */
const rowsMs = 900
/** Once it runs, its supervisor is asked again after this, ms: it restarts what falls by itself. */
const settledKeepMs = 20_000
const lookMs = 1_200
/**
 * A read is not broken off because a look is over: engines keep an instance's files shut for more than a minute then. It goes on beside
 * the next looks.
 */
const readMs = 60_000

export type ReportParts = {
  cluster: Cluster
  rows: Rows
  volumes: Volumes
  inside: Inside
  usage: Usage
  doors: DoorCounters
}

/** What is on a member now, put together from the engine's rows and the components' own word. */
export class NodeReports {
  private readonly settled = new Map<string, { start: string; state: StateFile; until: number }>()
  private readonly reading = new Map<string, Promise<StateFile | null>>()

  constructor(private readonly parts: ReportParts) {}

  async read(nodeId: string, member: Member, signal: AbortSignal): Promise<NodeReport> {
    const { cluster, rows, volumes } = this.parts
    const http = await cluster.http()
    // The member itself is asked, so that a report is also a sign of life of this one and not of another that speaks for it.
    const { environment } = await http.call<EngineInfo>(member.address, "GET", "/1.0", { signal })
    const bootId = `${environment.server_name}-${environment.server_pid}`
    const { instances, volumes: found } = await rows.seenOn(member.name, bootId, rowsMs)
    const ours = instances.filter((row) => row.config["user.gridline.instance"] !== undefined)
    const observed = await Promise.all(ours.map((row) => this.observe(row, member)))
    const copies = found.filter((v) => v.config["user.gridline.volume"] !== undefined)
    return {
      nodeId,
      bootId,
      instances: observed,
      volumes: await volumes.observedOn(member, copies),
      cpuMillis: observed.reduce((sum, i) => sum + i.usage.cpuMillis, 0),
      memoryMib: observed.reduce((sum, i) => sum + i.usage.memoryMib, 0),
    }
  }

  async observe(row: InstanceRow, member: Member): Promise<ObservedInstance> {
    const component = componentOf(row)
    if (!component) throw new Error(`${row.name} has no configuration of ours`)
    const inside = row.status === "Running" ? await this.stateOf(row) : null
    const door = isDoor(component) ? this.parts.doors.of(member, row) : null
    const usage: InstanceUsage = usageOf(row, component, this.parts.usage.of(member), door)
    return observedOf(row, component, inside, usage, inputsOf(row, component))
  }

  /** One read at a time of each instance, however many look. */
  private readState(row: InstanceRow): Promise<StateFile | null> {
    const key = `${row.name} ${row.last_used_at}`
    const under = this.reading.get(key)
    if (under) return under
    const read = this.parts.inside.state(row, AbortSignal.timeout(readMs)).finally(() => this.reading.delete(key))
    this.reading.set(key, read)
    // Whoever looked last may be gone when it fails.
    read.catch(() => undefined)
    return read
  }

  /** A component that is starting is asked at every look. One that cannot be asked just now is as it was. */
  private async stateOf(row: InstanceRow): Promise<StateFile | null> {
    const kept = this.settled.get(row.name)
    const isSame = kept?.start === row.last_used_at
    if (kept && isSame && kept.until > performance.now()) return kept.state
    let state: StateFile | null
    try {
      state = await within(lookMs, this.readState(row))
    } catch {
      return kept && isSame ? kept.state : null
    }
    if (state?.state === "running")
      this.settled.set(row.name, { start: row.last_used_at, state, until: performance.now() + settledKeepMs })
    else this.settled.delete(row.name)
    return state
  }
}

/** Fails when it takes longer; what it waits for goes on. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = pause(ms, undefined, { signal: over.signal }).then(() => Promise.reject(new Error("not read in time")))
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

/** Where inputs listen: an external one on its member's own address, the others on their first wire (nobody is on none). */
function inputsOf(row: InstanceRow, component: ComponentConfig): ObservedInstance["inputs"] {
  const visitors = /^tcp:(.+):(\d+)$/.exec(row.devices.visitors?.listen ?? "")
  return Object.fromEntries(
    component.inputs.map((input) => {
      if (input.external && visitors) return [input.name, { host: visitors[1] ?? "", port: Number(visitors[2]) }]
      const end = component.interfaces.find((i) => i.side === "input" && i.terminal === input.name)
      return [input.name, { host: end?.address.split("/")[0] ?? "::1", port: portOf(input.protocol) }]
    }),
  )
}
