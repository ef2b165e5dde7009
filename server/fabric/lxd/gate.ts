import { X509Certificate } from "node:crypto"
import { connect as connectTls } from "node:tls"
import { generate } from "selfsigned"
import type {
  ClusterAccess,
  ClusterGate,
  ClusterMember,
  ClusterNews,
  ClusterProblem,
  ClusterReport,
} from "../cluster-gate"
import { FabricError } from "../fabric-driver"
import type { EngineInfo } from "./cluster"
import { newsOfEvent } from "./core/event-news"
import { sha256 } from "./digest"
import { asFabricError, EngineError } from "./engine-error"
import { type EngineEvent, followEvents } from "./engine-events"
import { EngineHttp } from "./engine-http"
import { problemsOfEngine, runsVms } from "./engine-needs"
import { listNetworks } from "./networks"
import { Redfish } from "./power"

export type GateOptions = {
  /** Names of the images there are to publish. */
  availableImages: () => Promise<string[]>
}

const callMs = 6_000
const tenYearsMs = 3_650 * 24 * 3_600 * 1_000
const plain = (fingerprint: string) => fingerprint.replace(/[:\s]/g, "").toLowerCase()

type MemberRow = { server_name: string; url: string; status: string; message: string }
type Resources = {
  cpu: { total: number }
  memory: { total: number }
  network?: { cards?: { ports?: { id: string; link_speed?: number }[] }[] }
}

/** Why an address did not answer, in words a person can act on. */
function reachProblem(address: string, error: unknown): ClusterProblem {
  const text = error instanceof Error ? error.message : String(error)
  if (/self.signed|certificate|altnames|unable to verify/i.test(text))
    return {
      code: "wrong_certificate",
      field: "fingerprint",
      message: `${address} shows another certificate than the one that was agreed on. If the cluster's certificate was renewed, enter its new fingerprint.`,
      blocking: true,
    }
  const why = /ECONNREFUSED/.test(text)
    ? "refuses connections: is core.https_address set there?"
    : `does not answer (${text}).`
  return { code: "unreachable", field: "addresses", message: `${address} ${why}`, blocking: true }
}

type Size = Pick<ClusterMember, "cores" | "memoryMib" | "diskGib" | "networkMbps" | "runsVms">

class LxdGate implements ClusterGate {
  /** Of members that lack nothing. To measure one costs its engine a tenth of a second, and its hardware changes seldom. */
  private readonly sizes = new Map<string, { at: number; size: Size }>()

  constructor(private readonly options: GateOptions) {}

  fetchCertificate(address: string, fingerprint: string, signal: AbortSignal): Promise<string> {
    const { hostname, port } = new URL(address)
    return new Promise((resolve, reject) => {
      // Nothing is sent before the fingerprint has been compared: this connection only looks at the certificate.
      const socket = connectTls({ host: hostname, port: Number(port || 8443), rejectUnauthorized: false }, () => {
        const { raw } = socket.getPeerCertificate()
        socket.destroy()
        const certificate = new X509Certificate(raw)
        if (plain(certificate.fingerprint256) === plain(fingerprint)) resolve(certificate.toString())
        else
          reject(
            new FabricError(
              "failed",
              `${address} shows a certificate with the fingerprint ${plain(certificate.fingerprint256)}. Compare it with "lxc info | grep fingerprint" on a member.`,
              false,
            ),
          )
      })
      const fail = (why: string) => {
        socket.destroy()
        reject(new FabricError("node_unreachable", `${address} does not answer: ${why}`, true))
      }
      socket.setTimeout(callMs, () => fail(`no answer within ${callMs / 1_000} s`))
      socket.once("error", (error) => fail(error.message))
      signal.addEventListener("abort", () => fail("it was asked no longer"), { once: true })
    })
  }

  async makeClientCertificate(name: string): Promise<{ certificate: string; key: string }> {
    const made = await generate([{ name: "commonName", value: name }], {
      keyType: "ec",
      curve: "P-384",
      algorithm: "sha384",
      notAfterDate: new Date(Date.now() + tenYearsMs),
      extensions: [
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", clientAuth: true },
      ],
    })
    return { certificate: made.cert, key: made.private }
  }

  async join(access: ClusterAccess, token: string, signal: AbortSignal): Promise<void> {
    await this.withHttp(access, async (http) => {
      const problems: ClusterProblem[] = []
      for (const address of access.addresses) {
        try {
          const info = await http.call<EngineInfo>(address, "GET", "/1.0", { signal })
          if (info.auth === "trusted") return
          // LXD takes the token as `password`, Incus and newer LXD as `trust_token`; each ignores the other's name.
          const body = { type: "client", name: "gridline", password: token, trust_token: token }
          await http.call(address, "POST", "/1.0/certificates", { body, signal })
          return
        } catch (error) {
          if (error instanceof EngineError && error.status !== 0)
            throw new FabricError(
              "failed",
              `The token was not accepted (${error.message}). Tokens are valid once: make a new one with "lxc config trust add" on a member.`,
              false,
            )
          problems.push(reachProblem(address, error))
        }
      }
      throw new FabricError("node_unreachable", problems.map((p) => p.message).join(" "), true)
    })
  }

  async probe(access: ClusterAccess, signal: AbortSignal, sizesWithinMs = 0): Promise<ClusterReport> {
    return this.withHttp(access, async (http) => {
      const problems: ClusterProblem[] = []
      for (const address of access.addresses) {
        try {
          return await this.look(http, address, { access, sizesWithinMs }, signal)
        } catch (error) {
          if (error instanceof EngineError && error.status === 403) {
            problems.push(notTrusted(address))
            break
          }
          problems.push(reachProblem(address, error))
        }
      }
      return { engine: null, version: null, members: [], problems }
    })
  }

  async follow(access: ClusterAccess, onNews: (news: ClusterNews) => void, signal: AbortSignal): Promise<never> {
    return this.withHttp(access, async (http) => {
      let last: unknown = new EngineError(0, "no address is known", "events")
      for (const address of access.addresses) {
        let isOpen = false
        const told = (event: EngineEvent | null) => {
          isOpen = true
          // Whatever happened before it was open was told to nobody.
          const news = event ? newsOfEvent(event.action, event.project) : ({ kind: "members" } as const)
          if (news) onNews(news)
        }
        try {
          await followEvents(http, address, told, signal)
        } catch (error) {
          signal.throwIfAborted()
          last = error
          // It was heard and broke: that is news of its own, and whoever follows comes again.
          if (isOpen) break
        }
      }
      throw asFabricError(last)
    })
  }

  private async withHttp<T>(access: ClusterAccess, work: (http: EngineHttp) => Promise<T>): Promise<T> {
    const http = new EngineHttp(access)
    try {
      return await work(http)
    } finally {
      await http.close()
    }
  }

  private async look(
    http: EngineHttp,
    address: string,
    { access, sizesWithinMs }: { access: ClusterAccess; sizesWithinMs: number },
    outer: AbortSignal,
  ): Promise<ClusterReport> {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(callMs * 3)])
    const info = await http.call<EngineInfo>(address, "GET", "/1.0", {
      signal: AbortSignal.any([outer, AbortSignal.timeout(callMs)]),
    })
    const { environment } = info
    const seen = {
      engine: environment?.server === "incus" ? ("incus" as const) : ("lxd" as const),
      version: environment?.server_version ?? null,
    }
    if (info.auth !== "trusted") return { ...seen, members: [], problems: [notTrusted(address)] }
    const rows = environment.server_clustered
      ? await http.call<MemberRow[]>(address, "GET", "/1.0/cluster/members", { query: { recursion: 1 }, signal })
      : [{ server_name: environment.server_name, url: address, status: "Online", message: "" }]
    const members = await Promise.all(
      rows.map((row) => this.measure(http, row, { access, info, sizesWithinMs }, signal)),
    )
    const problems = [
      ...problemsOfEngine(info),
      ...members.flatMap(({ problems: own }) => own),
      ...offlineProblems(members.map(({ member }) => member)),
      ...(await this.powerProblems(access, rows, signal)),
      ...(await this.imageProblems()),
    ]
    return { ...seen, members: members.map(({ member }) => member), problems }
  }

  private async measure(
    http: EngineHttp,
    row: MemberRow,
    { access, info, sizesWithinMs }: { access: ClusterAccess; info: EngineInfo; sizesWithinMs: number },
    signal: AbortSignal,
  ): Promise<{ member: ClusterMember; problems: ClusterProblem[] }> {
    const state = row.status === "Online" ? "online" : /evacuat/i.test(row.status) ? "evacuated" : "offline"
    const nothing = {
      name: row.server_name,
      address: row.url,
      state,
      cores: 0,
      memoryMib: 0,
      diskGib: 0,
      networkMbps: 0,
      runsVms: false,
    } as const
    if (state === "offline") return { member: nothing, problems: [] }
    const key = sha256([access.serverCertificate, row.server_name, access.storagePool, access.uplink].join("\n"))
    const kept = this.sizes.get(key)
    if (kept && kept.at > performance.now() - sizesWithinMs)
      return { member: { ...nothing, ...kept.size }, problems: [] }
    const query = info.environment.server_clustered ? { target: row.server_name } : {}
    const { storagePool, uplink } = access
    const [resources, pool, networks, own] = await Promise.all([
      http.call<Resources>(row.url, "GET", "/1.0/resources", { query, signal }),
      http
        .call<{ space: { total: number } }>(
          row.url,
          "GET",
          `/1.0/storage-pools/${encodeURIComponent(storagePool)}/resources`,
          { query, signal },
        )
        .catch(missing),
      listNetworks(http, row.url, query, signal),
      http.call<EngineInfo>(row.url, "GET", "/1.0", { signal }),
    ])
    const problems: ClusterProblem[] = []
    if (!pool)
      problems.push({
        code: "pool_missing",
        field: "storagePool",
        message: `${row.server_name} has no storage pool "${storagePool}". "lxc storage list" shows those there are.`,
        blocking: true,
      })
    if (!networks.includes(uplink))
      problems.push({
        code: "uplink_missing",
        field: "uplink",
        message: `${row.server_name} has no network interface "${uplink}" (it has ${networks.join(", ")}).`,
        blocking: true,
      })
    const speeds = (resources.network?.cards ?? []).flatMap((card) => card.ports ?? []).filter((p) => p.id === uplink)
    const size = {
      cores: resources.cpu.total,
      memoryMib: Math.floor(resources.memory.total / 1024 / 1024),
      diskGib: Math.floor((pool?.space.total ?? 0) / 1024 / 1024 / 1024),
      networkMbps: speeds[0]?.link_speed || 1_000,
      runsVms: runsVms(own),
    }
    if (problems.length === 0) this.sizes.set(key, { at: performance.now(), size })
    else this.sizes.delete(key)
    return { member: { ...nothing, ...size }, problems }
  }

  private async powerProblems(
    access: ClusterAccess,
    rows: MemberRow[],
    signal: AbortSignal,
  ): Promise<ClusterProblem[]> {
    if (!access.power) return []
    const problem = (message: string): ClusterProblem => ({
      code: "power_unreachable",
      field: "power",
      message,
      blocking: true,
    })
    try {
      const systems = await new Redfish(access.power).systems(signal)
      const unknown = rows.map((r) => r.server_name).filter((name) => !systems.includes(name))
      return unknown.length === 0
        ? []
        : [
            problem(
              `The power control knows no system called ${unknown.join(", ")}: systems and members need the same names.`,
            ),
          ]
    } catch (error) {
      if (!(error instanceof FabricError)) throw error
      return [problem(error.message)]
    }
  }

  private async imageProblems(): Promise<ClusterProblem[]> {
    if ((await this.options.availableImages()).length > 0) return []
    const message = 'There are no appliance images to publish yet: run "npm run images:build" on the portal\'s machine.'
    return [{ code: "images_missing", field: null, message, blocking: false }]
  }
}

const missing = (error: unknown): null => {
  if (error instanceof EngineError && error.isMissing) return null
  throw error
}

const notTrusted = (address: string): ClusterProblem => ({
  code: "not_trusted",
  field: "token",
  message: `${address} does not know this portal's certificate (yet): give a token from "lxc config trust add", or add the certificate there.`,
  blocking: true,
})

const offlineProblems = (members: ClusterMember[]): ClusterProblem[] => {
  const offline = members.filter((m) => m.state === "offline").map((m) => m.name)
  if (offline.length === 0) return []
  return [
    {
      code: "members_offline",
      field: null,
      message: `${offline.join(", ")} ${offline.length === 1 ? "is" : "are"} offline.`,
      blocking: false,
    },
  ]
}

export const createLxdGate = (options: GateOptions): ClusterGate => new LxdGate(options)
