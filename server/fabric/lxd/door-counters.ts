import type { Cluster, Member } from "./cluster"
import type { InstanceRow } from "./rows"

/** What a door's nics counted in one life of it. `life` is its name and the start of that life. */
export type DoorReading = { life: string; nics: Record<string, { receivedBytes: number; sentBytes: number }> }

type Full = Pick<InstanceRow, "name" | "last_used_at"> & {
  state: {
    network: Record<string, { counters: { bytes_received: number; bytes_sent: number } }> | null
  } | null
}

const everyMs = 2_000
const patienceMs = 5_000

/**
 * Counters of what lets visitors in: they are billed, so they must belong to the life they are said to be of. Metrics do not say when an
 * instance was started and are as old as the engine's cache: after a quick restart they would be the last life's bytes under the new
 * one's name, billed twice. One answer here has both, the start and the counters.
 */
export class DoorCounters {
  private readonly readings = new Map<string, { at: number; reading: DoorReading }>()
  private readonly asking = new Set<string>()

  constructor(
    private readonly cluster: Cluster,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  /** What is known now; a fresher reading is fetched meanwhile. */
  of(member: Member, row: InstanceRow): DoorReading | null {
    const known = this.readings.get(row.name) ?? null
    if (row.status !== "Running") return known?.reading ?? null
    if ((!known || performance.now() - known.at > everyMs) && !this.asking.has(row.name)) {
      this.asking.add(row.name)
      void this.read(member, row)
        .catch((error: unknown) => this.onTrouble(error, `counters of ${row.name}`))
        .finally(() => this.asking.delete(row.name))
    }
    return known?.reading ?? null
  }

  forget(isThere: (name: string) => boolean): void {
    for (const name of this.readings.keys()) if (!isThere(name)) this.readings.delete(name)
  }

  private async read(member: Member, { name, project }: InstanceRow): Promise<void> {
    const http = await this.cluster.http()
    const full = await http.call<Full>(member.address, "GET", `/1.0/instances/${encodeURIComponent(name)}`, {
      query: { project, recursion: 1 },
      signal: AbortSignal.timeout(patienceMs),
    })
    const network = full.state?.network
    if (!network) return // stopped meanwhile: what it had counted before is the last that is known
    const nics = Object.fromEntries(
      Object.entries(network).map(([nic, { counters }]) => [
        nic,
        { receivedBytes: counters.bytes_received, sentBytes: counters.bytes_sent },
      ]),
    )
    this.readings.set(name, { at: performance.now(), reading: { life: `${name}@${full.last_used_at}`, nics } })
  }
}
