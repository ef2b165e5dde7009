import { type Cluster, lookMs } from "./cluster"
import { isOurProject } from "./core/names"

export type Device = Record<string, string>
export type InstanceRow = {
  name: string
  project: string
  location: string
  status: string
  config: Record<string, string>
  devices: Record<string, Device>
  created_at: string
  last_used_at: string
}
export type VolumeRow = {
  name: string
  project: string
  location: string
  config: Record<string, string>
  used_by: string[]
}

export type Seen = { instances: InstanceRow[]; volumes: VolumeRow[] }

/** For so long the last listing stands in for one that does not come, ms. */
const rememberMs = 60_000
/** Looks that come this close together share one answer, ms: a listing of a cluster costs it tens of milliseconds of processor time. */
const shareMs = 900
/** The listing asks every member. One that has just died makes it wait for ten seconds: then the living are asked one by one, ms. */
const listingMs = 1_000

/** What our projects hold, as the engine lists it. */
export class Rows {
  private listing: { at: number; rows: Promise<InstanceRow[]> } | null = null
  private volumeListing: { at: number; rows: Promise<VolumeRow[]> } | null = null
  private last: { instances: InstanceRow[]; volumes: VolumeRow[]; at: number } = { instances: [], volumes: [], at: -1 }
  /** Of which boot of each member a look has seen what it has. */
  private readonly boots = new Map<string, string>()
  /** Until when listings are not tried, since a member that is not known to be offline yet does not answer. */
  private apartUntil = 0

  constructor(private readonly cluster: Cluster) {}

  /** Something was changed: the next look must see it. */
  stale(): void {
    this.listing = null
    this.volumeListing = null
  }

  async instancesOn(member: string): Promise<InstanceRow[]> {
    if (performance.now() >= this.apartUntil) {
      try {
        return (await this.instances()).filter((r) => r.location === member)
      } catch {
        // Told by what follows: whoever does not answer when asked alone is the one that is missing.
        this.apartUntil = performance.now() + 5_000
      }
    }
    return this.askedAlone(member)
  }

  /**
   * What a member has, for a look at it: fresh, or as it was at the last listing when the cluster cannot say in time. Its database
   * answers nothing for seconds when the leader has died, while members and what runs on them are well. Since another `boot` nothing
   * is as it was.
   */
  async seenOn(member: string, boot: string, patienceMs: number): Promise<Seen> {
    const fresh = Promise.all([this.instancesOn(member), this.volumes()])
    fresh.catch(() => undefined)
    const late = Symbol("late")
    const first = await Promise.race([
      fresh.catch(() => late),
      new Promise<typeof late>((resolve) => setTimeout(() => resolve(late), patienceMs).unref()),
    ])
    const isOfBoot = this.boots.get(member) === boot
    if (Array.isArray(first) || !isOfBoot || performance.now() - this.last.at > rememberMs) {
      const [instances, volumes] = await fresh
      const others = this.last.instances.filter((r) => r.location !== member)
      this.last = { ...this.last, instances: [...others, ...instances] }
      this.boots.set(member, boot)
      return { instances, volumes }
    }
    const { instances, volumes } = this.last
    return { instances: instances.filter((r) => r.location === member), volumes }
  }

  /** Everywhere. Rows of a member that is offline say `Error`. */
  async instances(): Promise<InstanceRow[]> {
    if (!this.listing || performance.now() - this.listing.at > shareMs) {
      const rows = this.list<InstanceRow>("/1.0/instances", listingMs).then((found) => found.map(whole))
      this.listing = { at: performance.now(), rows }
      rows.then(
        (found) => {
          this.last = { ...this.last, instances: found, at: performance.now() }
        },
        () => {
          if (this.listing?.rows === rows) this.listing = null
        },
      )
    }
    return this.listing.rows
  }

  async volumes(): Promise<VolumeRow[]> {
    if (!this.volumeListing || performance.now() - this.volumeListing.at > shareMs) {
      const { storagePool } = await this.cluster.access()
      const rows = this.list<VolumeRow>(`/1.0/storage-pools/${encodeURIComponent(storagePool)}/volumes/custom`, lookMs)
      this.volumeListing = { at: performance.now(), rows }
      rows.then(
        (found) => {
          this.last = { ...this.last, volumes: found }
        },
        () => {
          if (this.volumeListing?.rows === rows) this.volumeListing = null
        },
      )
    }
    return this.volumeListing.rows
  }

  private async list<Row extends { name: string; project: string; location: string }>(
    path: string,
    patienceMs: number,
  ): Promise<Row[]> {
    const http = await this.cluster.http()
    const found = await this.cluster.ask(
      (address, signal) =>
        http.call<Row[]>(address, "GET", path, { query: { recursion: 1, "all-projects": "true" }, signal }),
      patienceMs,
    )
    // Engines list snapshots of volumes among them, as `volume/snapshot`.
    return this.cluster.located(found.filter((row) => isOurProject(row.project) && !row.name.includes("/")))
  }

  /** Names come from the database alone; each of this member's rows then from the member itself. */
  private async askedAlone(member: string): Promise<InstanceRow[]> {
    const [http, { address }] = [await this.cluster.http(), await this.cluster.memberNamed(member)]
    const names = await http.call<string[]>(address, "GET", "/1.0/instances", {
      query: { "all-projects": "true" },
      signal: AbortSignal.timeout(lookMs),
    })
    const elsewhere = new Set(this.last.instances.filter((r) => r.location !== member).map((r) => r.name))
    const rows = names.map(async (url): Promise<InstanceRow | null> => {
      const { pathname, searchParams } = new URL(url, address)
      const project = searchParams.get("project") ?? "default"
      const name = decodeURIComponent(pathname.split("/").at(-1) ?? "")
      if (!isOurProject(project) || elsewhere.has(name)) return null
      const signal = AbortSignal.timeout(lookMs)
      const row = await http.call<InstanceRow>(address, "GET", pathname, { query: { project }, signal })
      return row
    })
    const found = await this.cluster.located((await Promise.all(rows)).filter((row) => row !== null))
    return found.filter((row) => row.location === member)
  }
}

/** Rows of a member that is offline come without what only the member knows. */
const whole = (row: InstanceRow): InstanceRow => ({ ...row, config: row.config ?? {}, devices: row.devices ?? {} })
