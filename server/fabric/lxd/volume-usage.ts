import { FabricError } from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { runWhole } from "./commands"
import { EngineError } from "./engine-error"
import type { InstanceRow, Rows, VolumeRow } from "./rows"

/** `GET …/volumes/custom/NAME/state`; pools without quotas tell nothing. */
type VolumeState = { usage: { used: number } | null }

/** A person looks at a fill level now and then. */
const everyMs = 30_000
/** Of the time that passes, reading a volume takes at most one part in so many: files are counted one by one. */
const shareOfTime = 20
const patienceMs = 20_000
/** Of a member's volumes at a time: its engine has better things to do. */
const atOnce = 20
const answerBytes = 4_096

type Path = (name: string, rest: string) => Promise<string>

type Reading = { bytes: number; dueAt: number; isMeasured: boolean }

/**
 * How much of its size each volume that can be written takes. Pools count what is a volume's alone, and most of it is shared with the
 * snapshot its mirror rests on: so whoever has the volume counts its files. The pool's own figure is for those nobody has had.
 */
export class VolumeUsage {
  private readonly readings = new Map<string, Reading>()
  private readonly asking = new Map<string, Promise<void>>()

  constructor(
    private readonly cluster: Cluster,
    private readonly rows: Rows,
    private readonly path: Path,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  /** Bytes as they were last read; 0 while nothing is known yet. */
  of(row: VolumeRow): number {
    return this.readings.get(keyOf(row))?.bytes ?? 0
  }

  /** Fresher figures of what is on a member are fetched in the background: a look at a node does not wait for them. */
  refresh(member: Member, rows: readonly VolumeRow[]): void {
    if (this.asking.has(member.name)) return
    const known = new Set(rows.map(keyOf))
    for (const key of this.readings.keys())
      if (key.endsWith(`@${member.name}`) && !known.has(key)) this.readings.delete(key)
    const dueAt = (row: VolumeRow) => this.readings.get(keyOf(row))?.dueAt ?? Number.NEGATIVE_INFINITY
    const due = rows
      .filter((row) => row.config["user.gridline.role"] === "primary" && performance.now() > dueAt(row))
      .sort((a, b) => dueAt(a) - dueAt(b))
      .slice(0, atOnce)
    if (due.length === 0) return
    const asked = this.readAll(member, due).finally(() => this.asking.delete(member.name))
    this.asking.set(member.name, asked)
  }

  /** One after the other. One that cannot be read stays as it was, and does not keep the others from being. */
  private async readAll(member: Member, rows: readonly VolumeRow[]): Promise<void> {
    for (const row of rows) {
      const key = keyOf(row)
      const began = performance.now()
      const before = this.readings.get(key)
      let reading: Omit<Reading, "dueAt"> = before ?? { bytes: 0, isMeasured: false }
      try {
        reading = await this.read(member, row, before)
      } catch (error) {
        this.onTrouble(error, `fill of ${row.name} on ${member.name}`)
      }
      const took = performance.now() - began
      this.readings.set(key, { ...reading, dueAt: performance.now() + Math.max(everyMs, took * shareOfTime) })
    }
  }

  private async read(member: Member, row: VolumeRow, before: Reading | undefined): Promise<Omit<Reading, "dueAt">> {
    const holder = await this.holderOf(member, row)
    if (holder) return { bytes: await this.counted(holder.instance, holder.path), isMeasured: true }
    // Nobody has it, so nobody writes: what was counted still holds.
    return before?.isMeasured ? before : { bytes: await this.ofPool(member, row), isMeasured: false }
  }

  /** The running component that has it, and where. */
  private async holderOf(member: Member, row: VolumeRow): Promise<{ instance: InstanceRow; path: string } | null> {
    for (const instance of await this.rows.instancesOn(member.name)) {
      if (instance.project !== row.project || instance.status !== "Running") continue
      const disk = Object.values(instance.devices).find((d) => d.type === "disk" && d.source === row.name)
      if (disk?.path) return { instance, path: disk.path }
    }
    return null
  }

  private async counted(instance: InstanceRow, path: string): Promise<number> {
    const patience = AbortSignal.timeout(patienceMs)
    const { code, stdout, stderr } = await runWhole(this.cluster, instance, ["du", "-sk", path], patience, answerBytes)
    const kib = Number(/^(\d+)\s/.exec(stdout.text)?.[1] ?? Number.NaN)
    // A file that goes while it is counted is an error to du, and no reason to know nothing.
    if (Number.isNaN(kib)) throw new FabricError("failed", `du ended with ${code}: ${stderr.text.trim()}`, true)
    return kib * 1_024
  }

  private async ofPool(member: Member, row: VolumeRow): Promise<number> {
    const http = await this.cluster.http()
    const query = { project: row.project, ...(await this.cluster.target(member.name)) }
    const signal = AbortSignal.timeout(patienceMs)
    const path = await this.path(row.name, "/state")
    const state = await http.call<VolumeState>(member.address, "GET", path, { query, signal }).catch(goneMeanwhile)
    return state?.usage?.used ?? 0
  }
}

const keyOf = (row: VolumeRow): string => `${row.project}/${row.name}@${row.location}`

function goneMeanwhile(error: unknown): null {
  if (error instanceof EngineError && error.isMissing) return null
  throw error
}
