import type { ClusterAccess } from "../cluster-gate"
import { FabricError } from "../fabric-driver"
import { EngineError } from "./engine-error"
import { EngineHttp } from "./engine-http"

/** What Gridline keeps of a cluster: how to reach it, and which node is which member. Null: it is not connected (any more). */
export type ClusterRecord = { access: ClusterAccess; members: { nodeId: string; name: string }[] }
export type ClusterSource = () => Promise<ClusterRecord | null>

export type EngineInfo = {
  auth: string
  api_extensions: string[]
  environment: {
    server: string
    /** What it runs instances with: "lxc", "qemu", or "lxc | qemu". */
    driver: string
    server_version: string
    server_clustered: boolean
    server_name: string
    server_pid: number
    certificate: string
  }
}
type MemberRow = { server_name: string; url: string; status: string }
/** `url` is what the member calls itself, and other members reach it by; `address` is our way to it. */
export type Member = { name: string; url: string; address: string; status: string }

/** How long the record and the list of members are taken as they were, ms. */
const recordKeepMs = 5_000
const membersKeepMs = 2_000
const quietMs = 15_000
/** A look that takes longer is asked of another member, ms. */
export const lookMs = 2_500

/**
 * One connected cluster, as this process sees it. Holds nothing that matters: what it keeps is read again after seconds, and any
 * number of processes may each have one.
 */
export class Cluster {
  private record: { value: ClusterRecord; until: number } | null = null
  /** With the access it was made for, as text. */
  private client: { http: EngineHttp; accessText: string } | null = null
  private clustered: boolean | null = null
  private known: { value: Member[]; until: number } | null = null
  private asking: Promise<Member[]> | null = null
  /** Who did not answer, and until when others are asked first: a cluster counts a dead member as online for up to 20 s. */
  private readonly quiet = new Map<string, number>()

  constructor(
    private readonly source: ClusterSource,
    /** Another way to a member's address; tests lead through a proxy that fails on demand. */
    private readonly reach: (address: string) => string = (address) => address,
  ) {}

  async access(): Promise<ClusterAccess> {
    return (await this.read()).access
  }

  async http(): Promise<EngineHttp> {
    await this.read()
    if (!this.client) throw new Error("a cluster that was read has a client")
    return this.client.http
  }

  private async read(): Promise<ClusterRecord> {
    if (this.record && this.record.until > performance.now()) return this.record.value
    const value = await this.source()
    if (!value) throw new FabricError("not_supported", "no cluster is connected to this data center", false)
    const accessText = JSON.stringify(value.access)
    if (this.client?.accessText !== accessText) {
      const former = this.client?.http
      this.client = { http: new EngineHttp(value.access), accessText }
      this.clustered = null
      this.known = null
      // Whoever reads meanwhile gets the new one: a client that is being closed answers nobody any more.
      await former?.close()
    }
    this.record = { value, until: performance.now() + recordKeepMs }
    return value
  }

  /** The member a node is. A node that was just registered may be newer than what is kept, so it is looked for twice. */
  async memberOf(nodeId: string): Promise<Member> {
    for (const fresh of [false, true]) {
      if (fresh) this.record = null
      const name = (await this.read()).members.find((m) => m.nodeId === nodeId)?.name
      if (name !== undefined) return this.memberNamed(name)
    }
    throw new FabricError("node_unreachable", "the cluster has no member for this node", true)
  }

  /** By its name. A server that is no cluster is the only place there is, whatever its rows say of theirs. */
  async memberNamed(name: string): Promise<Member> {
    const members = await this.members()
    const member = members.find((m) => m.name === name) ?? (this.clustered === false ? members[0] : undefined)
    if (!member) throw new FabricError("node_unreachable", `${name} is no member of its cluster (any more)`, true)
    return member
  }

  /**
   * Members as the cluster lists them, with its verdict: `Online`, `Offline`, `Evacuated`, … The last list is good enough while it is
   * asked for anew: it only says who there is, and a cluster that has just lost its leader answers nothing for seconds.
   */
  async members(): Promise<Member[]> {
    if (this.known && this.known.until > performance.now()) return this.known.value
    this.asking ??= this.readMembers().finally(() => {
      this.asking = null
    })
    if (!this.known) return this.asking
    this.asking.catch(() => undefined) // asked again at the next look
    return this.known.value
  }

  /** As `members`, asked now: for whoever waits for a verdict to change. */
  async membersNow(): Promise<Member[]> {
    await this.readMembers()
    return this.known?.value ?? []
  }

  private async readMembers(): Promise<Member[]> {
    const rows = await this.ask(async (address, signal) => {
      const http = await this.http()
      if (this.clustered === null) {
        const info = await http.call<EngineInfo>(address, "GET", "/1.0", { signal })
        this.clustered = info.environment.server_clustered
        if (!this.clustered)
          return [
            {
              server_name: info.environment.server_name,
              url: (await this.access()).addresses[0] ?? address,
              status: "Online",
            },
          ]
      }
      if (!this.clustered) return null
      return http.call<MemberRow[]>(address, "GET", "/1.0/cluster/members", { query: { recursion: 1 }, signal })
    })
    const members =
      rows?.map((r) => ({ name: r.server_name, url: r.url, address: this.reach(r.url), status: r.status })) ??
      this.known?.value ??
      []
    this.known = { value: members, until: performance.now() + membersKeepMs }
    return members
  }

  /** Addresses to ask, those that answered last first. */
  async candidates(): Promise<string[]> {
    const { addresses } = await this.access()
    const healthy = (this.known?.value ?? []).filter((m) => m.status === "Online").map((m) => m.address)
    return [...new Set([...healthy, ...addresses.map(this.reach)])].sort(
      (a, b) => Number(this.isQuiet(a)) - Number(this.isQuiet(b)),
    )
  }

  /** It did not answer a moment ago. */
  isQuiet(address: string): boolean {
    return (this.quiet.get(address) ?? 0) > performance.now()
  }

  /** Asks one member after the other until one answers. For looks and for what concerns the cluster as a whole. */
  async ask<T>(work: (address: string, signal: AbortSignal) => Promise<T>, patienceMs: number = lookMs): Promise<T> {
    let last: unknown = new EngineError(0, "no address is known", "cluster")
    for (const address of await this.candidates()) {
      try {
        const answer = await work(address, AbortSignal.timeout(patienceMs))
        this.quiet.delete(address)
        return answer
      } catch (error) {
        const unanswered =
          (error instanceof EngineError && error.status === 0) ||
          (error instanceof DOMException && error.name === "TimeoutError")
        if (!unanswered) throw error
        this.quiet.set(address, performance.now() + quietMs)
        last = error
      }
    }
    throw last instanceof EngineError ? last : new EngineError(0, "no member answered in time", "cluster")
  }

  /** The `target` of a call, which only clusters know. */
  async target(member: string): Promise<{ target?: string }> {
    await this.members()
    return this.clustered ? { target: member } : {}
  }

  /** Rows as a cluster gives them: a server that is no cluster says `none` of their location. */
  async located<Row extends { location: string }>(rows: readonly Row[]): Promise<Row[]> {
    const [only] = await this.members()
    return this.clustered !== false || !only ? [...rows] : rows.map((row) => ({ ...row, location: only.name }))
  }

  /** As `located`, of what is known at this moment; null: nothing is. */
  placeOf(location: string): string | null {
    if (this.clustered === null) return null
    return this.clustered ? location : (this.known?.value[0]?.name ?? null)
  }

  async isClustered(): Promise<boolean> {
    await this.members()
    return this.clustered === true
  }

  async close(): Promise<void> {
    await this.client?.http.close()
  }
}
