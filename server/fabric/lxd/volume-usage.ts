import type { Cluster, Member } from "./cluster"
import { EngineError } from "./engine-error"
import type { VolumeRow } from "./rows"

/** `GET …/volumes/custom/NAME/state`; pools without quotas tell nothing. */
type VolumeState = { usage: { used: number } | null }

/** The engine asks its pool anew for each volume, and a person looks at a fill level now and then. */
const everyMs = 30_000
const patienceMs = 5_000
/** Of a member's volumes at a time: its engine has better things to do. */
const atOnce = 20

type Path = (name: string, rest: string) => Promise<string>

/** How much of its size each volume that can be written takes, as its pool counts it: files, and what snapshots still hold. */
export class VolumeUsage {
  private readonly readings = new Map<string, { at: number; bytes: number }>()
  private readonly asking = new Map<string, Promise<void>>()

  constructor(
    private readonly cluster: Cluster,
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
    const readAt = (row: VolumeRow) => this.readings.get(keyOf(row))?.at ?? Number.NEGATIVE_INFINITY
    const due = rows
      .filter((row) => row.config["user.gridline.role"] === "primary" && performance.now() - readAt(row) > everyMs)
      .sort((a, b) => readAt(a) - readAt(b))
      .slice(0, atOnce)
    if (due.length === 0) return
    const asked = this.readAll(member, due).finally(() => this.asking.delete(member.name))
    this.asking.set(member.name, asked)
  }

  /** One after the other. One that cannot be read stays as it was, and does not keep the others from being. */
  private async readAll(member: Member, rows: readonly VolumeRow[]): Promise<void> {
    for (const row of rows)
      try {
        await this.read(member, row)
      } catch (error) {
        const bytes = this.of(row)
        this.readings.set(keyOf(row), { at: performance.now(), bytes })
        this.onTrouble(error, `fill of ${row.name} on ${member.name}`)
      }
  }

  private async read(member: Member, row: VolumeRow): Promise<void> {
    const http = await this.cluster.http()
    const query = { project: row.project, ...(await this.cluster.target(member.name)) }
    const signal = AbortSignal.timeout(patienceMs)
    const path = await this.path(row.name, "/state")
    const state = await http.call<VolumeState>(member.address, "GET", path, { query, signal }).catch(goneMeanwhile)
    this.readings.set(keyOf(row), { at: performance.now(), bytes: state?.usage?.used ?? 0 })
  }
}

const keyOf = (row: VolumeRow): string => `${row.project}/${row.name}@${row.location}`

function goneMeanwhile(error: unknown): null {
  if (error instanceof EngineError && error.isMissing) return null
  throw error
}
