import type { ClusterAccess } from "../../server/fabric/cluster-gate"
import type { Fault, PlannedFault } from "./engine-faults"
import { type EngineProxy, openEngineProxy } from "./engine-proxy"
import type { Detour } from "./lxd-under-test"
import { makeIdentity } from "./self-signed-certificate"

/** What a bad network and a busy engine do, each as often as it stands here. */
const everything: readonly Fault[] = [
  { kind: "lose-answer" },
  { kind: "lose-answer" },
  { kind: "duplicate" },
  { kind: "duplicate" },
  { kind: "cut-answer" },
  { kind: "cut-request" },
  { kind: "refuse" },
  { kind: "refuse", status: 500, message: "database is locked" },
  { kind: "delay", milliseconds: 700 },
  { kind: "cut-stream" },
  { kind: "cut-stream", afterBytes: 40 },
]

export type FaultyNetwork = {
  detour(access: ClusterAccess): Promise<Detour>
  /** From now on one request in `1/share` goes wrong. */
  fail(seed: number, share: number): void
  /** The next request that fits, whichever member it goes to. */
  inject(fault: PlannedFault): void
  calm(): void
  /** What went wrong so far, kind by kind, and how many requests there were. */
  told(): string
  injected(): number
  /** How often something was asked: of paths with their query. */
  asked(path: RegExp): number
  /** Ends what is listened to at this moment, and says how much that was. */
  cutStreams(path: RegExp): number
  close(): Promise<void>
}

/** A proxy in front of every member. */
export function faultyNetwork(): FaultyNetwork {
  const proxies = new Map<string, EngineProxy>()
  const identity = makeIdentity("engine-proxies")
  const all = () => [...proxies.values()]
  const faults = () => all().flatMap((proxy) => proxy.records.flatMap((r) => r.fault ?? []))
  return {
    async detour(access) {
      for (const target of access.addresses)
        proxies.set(
          target,
          await openEngineProxy({
            target,
            identity,
            certificate: access.serverCertificate,
            client: { key: access.clientKey, certificate: access.clientCertificate },
          }),
        )
      return {
        reach: (address) => proxies.get(address)?.url ?? address,
        serverCertificate: identity.certificate,
      }
    },
    fail(seed, share) {
      for (const [i, proxy] of all().entries()) proxy.randomly({ seed: seed + i, share, faults: everything })
    },
    inject(fault) {
      for (const proxy of all()) proxy.inject(fault)
    },
    calm() {
      for (const proxy of all()) proxy.calm()
    },
    told() {
      const counts = new Map<string, number>()
      for (const kind of faults()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
      const requests = all().reduce((sum, proxy) => sum + proxy.records.length, 0)
      return `${requests} requests; ${[...counts].map(([kind, n]) => `${kind} ${n}`).join(", ")}`
    },
    injected: () => faults().length,
    asked: (path) => all().reduce((sum, proxy) => sum + proxy.records.filter((r) => path.test(r.path)).length, 0),
    cutStreams: (path) => all().reduce((sum, proxy) => sum + proxy.cutStreams(path), 0),
    async close() {
      for (const proxy of all()) await proxy.close()
    },
  }
}
