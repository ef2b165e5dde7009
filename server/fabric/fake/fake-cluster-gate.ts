import { createHash } from "node:crypto"
import type {
  ClusterAccess,
  ClusterGate,
  ClusterMember,
  ClusterNews,
  ClusterProblem,
  ClusterReport,
  PowerControl,
} from "../cluster-gate"
import { FabricError } from "../fabric-driver"
import { type FakeClock, wallClock } from "./fake-clock"

const pem = (kind: string, text: string) =>
  `-----BEGIN ${kind}-----\n${Buffer.from(text).toString("base64")}\n-----END ${kind}-----\n`

const plain = (fingerprint: string) => fingerprint.replaceAll(":", "").toLowerCase()

/** A cluster in memory. Tests change it while it runs: members come and go, answers fail. */
export class FakeCluster {
  certificate: string
  engine: "lxd" | "incus" = "lxd"
  version = "5.0.2"
  readonly members = new Map<string, ClusterMember>()
  readonly pools = new Set(["default"])
  readonly uplinks = new Set(["eth0"])
  /** Good for one client certificate each. */
  readonly tokens = new Set<string>()
  readonly trusted = new Set<string>()
  /** Controllers that answer, by url. */
  readonly controllers = new Map<string, Pick<PowerControl, "user" | "password">>()
  /** False: no address answers. */
  isUp = true
  /** Of every answer. */
  latencyMs = 0
  /** Found by the next probe beside what the cluster itself lacks. */
  readonly extraProblems: ClusterProblem[] = []
  probes = 0
  private readonly followers = new Set<{ tell: (news: ClusterNews) => void; cut: (error: Error) => void }>()

  constructor(
    readonly name: string,
    readonly addresses: string[],
  ) {
    this.certificate = pem("CERTIFICATE", `server ${name} 1`)
  }

  get fingerprint(): string {
    return createHash("sha256").update(this.certificate).digest("hex")
  }

  renewCertificate(): void {
    this.certificate = pem("CERTIFICATE", `server ${this.name} ${this.certificate.length}+`)
  }

  addMember(name: string, size: Partial<ClusterMember> = {}): void {
    const measured = { cores: 2, memoryMib: 24_500, diskGib: 6, networkMbps: 1_000, runsVms: false }
    this.members.set(name, { name, address: this.addresses[0] ?? "", state: "online", ...measured, ...size })
  }

  /** As an engine says it: of a member that is away nothing is measured. */
  setState(name: string, state: ClusterMember["state"]): void {
    const member = this.members.get(name)
    if (!member) throw new Error(`no member ${name}`)
    this.members.set(name, { ...member, state })
  }

  /** Said to whoever follows, as an engine's event. */
  tell(news: ClusterNews): void {
    for (const follower of this.followers) follower.tell(news)
  }

  /** Streams of events break; how many there were. */
  cutStreams(): number {
    const cut = [...this.followers]
    for (const follower of cut) follower.cut(unreachable(this.addresses[0] ?? ""))
    return cut.length
  }

  async follow(tell: (news: ClusterNews) => void, signal: AbortSignal): Promise<never> {
    return new Promise<never>((_, reject) => {
      const follower = {
        tell,
        cut: (error: unknown) => {
          this.followers.delete(follower)
          reject(error)
        },
      }
      this.followers.add(follower)
      signal.addEventListener("abort", () => follower.cut(signal.reason), { once: true })
      tell({ kind: "members" })
    })
  }

  report(): ClusterMember[] {
    return [...this.members.values()].map((member) =>
      member.state === "offline" ? { ...member, cores: 0, memoryMib: 0, diskGib: 0 } : member,
    )
  }
}

const unreachable = (address: string) => new FabricError("node_unreachable", `${address} does not answer`, true)

/** The gate to clusters in memory. What it never heard of does not answer, as on a real network. */
export class FakeClusterGate implements ClusterGate {
  readonly clusters = new Map<string, FakeCluster>()
  private made = 0

  constructor(private readonly clock: FakeClock = wallClock) {}

  addCluster(name: string, addresses: string[] = [`https://${name}.example:8443`]): FakeCluster {
    const cluster = new FakeCluster(name, addresses)
    this.clusters.set(name, cluster)
    return cluster
  }

  async fetchCertificate(address: string, fingerprint: string, signal: AbortSignal): Promise<string> {
    const cluster = await this.reach([address], signal)
    if (plain(fingerprint) !== cluster.fingerprint)
      throw new FabricError("failed", `${address} shows another certificate: ${cluster.fingerprint}`, false)
    return cluster.certificate
  }

  async makeClientCertificate(name: string): Promise<{ certificate: string; key: string }> {
    this.made += 1
    return {
      certificate: pem("CERTIFICATE", `client ${name} ${this.made}`),
      key: pem("PRIVATE KEY", `secret key ${this.made}`),
    }
  }

  async join(access: ClusterAccess, token: string, signal: AbortSignal): Promise<void> {
    const cluster = await this.reach(access.addresses, signal)
    if (cluster.trusted.has(access.clientCertificate)) return
    if (!cluster.tokens.delete(token)) throw new FabricError("failed", "the cluster does not know this token", false)
    cluster.trusted.add(access.clientCertificate)
  }

  async probe(access: ClusterAccess, signal: AbortSignal): Promise<ClusterReport> {
    const nothing = { engine: null, version: null, members: [] }
    let cluster: FakeCluster
    try {
      cluster = await this.reach(access.addresses, signal)
    } catch (error) {
      if (!(error instanceof FabricError)) throw error
      return { ...nothing, problems: [blocking("unreachable", "addresses", error.message)] }
    }
    cluster.probes += 1
    if (cluster.certificate !== access.serverCertificate)
      return { ...nothing, problems: [blocking("wrong_certificate", "fingerprint", "It shows another certificate.")] }
    if (!cluster.trusted.has(access.clientCertificate))
      return { ...nothing, problems: [blocking("not_trusted", "token", "It does not trust our certificate.")] }
    const { engine, version } = cluster
    return { engine, version, members: cluster.report(), problems: problemsOf(cluster, access) }
  }

  async follow(access: ClusterAccess, onNews: (news: ClusterNews) => void, signal: AbortSignal): Promise<never> {
    return (await this.reach(access.addresses, signal)).follow(onNews, signal)
  }

  private async reach(addresses: string[], signal: AbortSignal): Promise<FakeCluster> {
    const cluster = [...this.clusters.values()].find((c) => c.addresses.some((a) => addresses.includes(a)))
    if (cluster && cluster.latencyMs > 0) await Promise.race([this.clock.sleep(cluster.latencyMs), whenAborted(signal)])
    signal.throwIfAborted()
    if (!cluster?.isUp) throw unreachable(addresses[0] ?? "")
    return cluster
  }
}

const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener("abort", () => resolve(), { once: true })
  })

const blocking = (code: ClusterProblem["code"], field: ClusterProblem["field"], message: string): ClusterProblem => ({
  code,
  field,
  message,
  blocking: true,
})

function problemsOf(cluster: FakeCluster, access: ClusterAccess): ClusterProblem[] {
  const problems = [...cluster.extraProblems]
  if (!cluster.pools.has(access.storagePool))
    problems.push(blocking("pool_missing", "storagePool", `There is no storage pool ${access.storagePool}.`))
  if (!cluster.uplinks.has(access.uplink))
    problems.push(blocking("uplink_missing", "uplink", `No member has a network interface ${access.uplink}.`))
  const offline = [...cluster.members.values()].filter((m) => m.state === "offline").map((m) => m.name)
  if (offline.length > 0) {
    const message = `${offline.join(", ")} is offline.`
    problems.push({ code: "members_offline", field: null, message, blocking: false })
  }
  const controller = access.power && cluster.controllers.get(access.power.url)
  if (access.power && controller?.password !== access.power.password)
    problems.push(blocking("power_unreachable", "power", `${access.power.url} does not let us in.`))
  return problems
}
