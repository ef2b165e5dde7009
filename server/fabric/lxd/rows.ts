import { type Cluster, lookMs } from "./cluster"
import { isOurProject } from "./core/names"
import { EngineError } from "./engine-error"
import type { Query } from "./engine-http"
import { type RowKey, RowTable, type TableRow } from "./row-table"
import { customVolumes } from "./volume-transfer"

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

export type RowKind = "instances" | "volumes"
export type Seen = { instances: InstanceRow[]; volumes: VolumeRow[] }

/** For so long the last listing stands in for one that does not come, ms. */
const rememberMs = 60_000
/** How long a listing is good while the engine is listened to, and while it is not, ms. */
const heardKeepMs = 10_000
const unheardKeepMs = 900
/** The listing asks every member. One that has just died makes it wait for ten seconds: then the living are asked one by one, ms. */
const listingMs = 1_000

const ofMember = (member: string) => (key: RowKey) => key.location === undefined || key.location === member

/** What our projects hold, as the engine lists it and tells of it. */
export class Rows {
  private readonly table: { instances: RowTable<InstanceRow>; volumes: RowTable<VolumeRow> }
  /** Of which boot of each member a look has seen what it has, and which one it is asked for. */
  private readonly boots = new Map<string, { seen: string | null; asked: string }>()
  /** Until when listings are not tried, since a member that is not known to be offline yet does not answer. */
  private apartUntil = 0

  /** `isHeard`: every change of a row is told of at this moment. */
  constructor(
    private readonly cluster: Cluster,
    isHeard: () => boolean,
  ) {
    const keepMs = () => (isHeard() ? heardKeepMs : unheardKeepMs)
    this.table = {
      instances: new RowTable<InstanceRow>({
        keyOf: ({ project, name }) => `${project}/${name}`,
        list: async () => (await this.list<InstanceRow>("/1.0/instances", listingMs)).map(whole),
        read: (key) => this.readInstance(key),
        keepMs,
      }),
      volumes: new RowTable<VolumeRow>({
        keyOf: ({ project, name, location }) => `${project}/${name}@${location}`,
        list: async () => this.list<VolumeRow>(await customVolumes(this.cluster), lookMs),
        read: (key) => this.readVolume(key),
        keepMs,
      }),
    }
  }

  /** Anything may have changed: the next look lists all. */
  stale(): void {
    this.table.instances.stale()
    this.table.volumes.stale()
  }

  /** We changed this one: the next look sees it. */
  changed(kind: RowKind, key: RowKey): void {
    this.table[kind].changedByUs(key)
  }

  /** The engine says that this one changes. A server that is no cluster does not say on which member: it is the only one. */
  told(kind: RowKind, row: TableRow): void {
    const location = this.cluster.placeOf(row.location)
    if (location === null) this.table[kind].stale()
    else this.table[kind].told({ ...row, location })
  }

  async instancesOn(member: string): Promise<InstanceRow[]> {
    if (performance.now() >= this.apartUntil) {
      try {
        return (await this.table.instances.rows(ofMember(member))).filter((r) => r.location === member)
      } catch {
        // Told by what follows: whoever does not answer when asked alone is the one that is missing.
        this.apartUntil = performance.now() + 5_000
      }
    }
    return this.askedAlone(member)
  }

  async volumesOn(member: string): Promise<VolumeRow[]> {
    return (await this.table.volumes.rows(ofMember(member))).filter((r) => r.location === member)
  }

  /**
   * What a member has, for a look at it: fresh, or as it was at the last listing when the cluster cannot say in time. Its database
   * answers nothing for seconds when the leader has died, while members and what runs on them are well. Since another `boot` nothing
   * is as it was.
   */
  async seenOn(member: string, boot: string, patienceMs: number): Promise<Seen> {
    const last = this.boots.get(member)
    if (last?.asked !== boot) {
      this.boots.set(member, { seen: last?.seen ?? null, asked: boot })
      this.stale()
    }
    const fresh = Promise.all([this.instancesOn(member), this.volumesOn(member)])
    fresh.catch(() => undefined)
    const late = Symbol("late")
    const first = await Promise.race([
      fresh.catch(() => late),
      new Promise<typeof late>((resolve) => setTimeout(() => resolve(late), patienceMs).unref()),
    ])
    const isOfBoot = this.boots.get(member)?.seen === boot
    const known = this.table.instances.known()
    if (Array.isArray(first) || !isOfBoot || performance.now() - known.listedAt > rememberMs) {
      const [instances, volumes] = await fresh
      this.boots.set(member, { seen: boot, asked: boot })
      return { instances, volumes }
    }
    const here = (row: TableRow) => row.location === member
    return { instances: known.rows.filter(here), volumes: this.table.volumes.known().rows.filter(here) }
  }

  /** Everywhere. Rows of a member that is offline say `Error`. */
  instances(): Promise<InstanceRow[]> {
    return this.table.instances.rows()
  }

  private async list<Row extends TableRow>(path: string, patienceMs: number): Promise<Row[]> {
    const http = await this.cluster.http()
    const found = await this.cluster.ask(
      (address, signal) =>
        http.call<Row[]>(address, "GET", path, { query: { recursion: 1, "all-projects": "true" }, signal }),
      patienceMs,
    )
    // Engines list snapshots of volumes among them, as `volume/snapshot`.
    return this.cluster.located(found.filter((row) => isOurProject(row.project) && !row.name.includes("/")))
  }

  private async readInstance({ project, name, location }: RowKey): Promise<InstanceRow | null> {
    const row = await this.readRow<InstanceRow>(`/1.0/instances/${encodeURIComponent(name)}`, { project }, location)
    return row && whole({ ...row, project })
  }

  private async readVolume({ project, name, location }: RowKey): Promise<VolumeRow | null> {
    const query = { project, ...(location ? await this.cluster.target(location) : {}) }
    const path = `${await customVolumes(this.cluster)}/${encodeURIComponent(name)}`
    const row = await this.readRow<VolumeRow>(path, query, location)
    return row && { ...row, project }
  }

  /** Of the member that has it, or of any. */
  private async readRow<Row extends TableRow>(path: string, query: Query, location?: string): Promise<Row | null> {
    const http = await this.cluster.http()
    const get = (address: string, signal: AbortSignal) => http.call<Row>(address, "GET", path, { query, signal })
    try {
      const row = location
        ? await get((await this.cluster.memberNamed(location)).address, AbortSignal.timeout(lookMs))
        : await this.cluster.ask(get, listingMs)
      return (await this.cluster.located([row]))[0] ?? null
    } catch (error) {
      if (error instanceof EngineError && error.isMissing) return null
      throw error
    }
  }

  /** Names come from the database alone; each of this member's rows then from the member itself. */
  private async askedAlone(member: string): Promise<InstanceRow[]> {
    const [http, { address }] = [await this.cluster.http(), await this.cluster.memberNamed(member)]
    const names = await http.call<string[]>(address, "GET", "/1.0/instances", {
      query: { "all-projects": "true" },
      signal: AbortSignal.timeout(lookMs),
    })
    const at = performance.now()
    const { rows: last } = this.table.instances.known()
    const elsewhere = new Set(last.filter((r) => r.location !== member).map((r) => r.name))
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
    for (const row of found) this.table.instances.put(row, at)
    return found.filter((row) => row.location === member)
  }
}

/** Rows of a member that is offline come without what only the member knows. */
const whole = (row: InstanceRow): InstanceRow => ({ ...row, config: row.config ?? {}, devices: row.devices ?? {} })
