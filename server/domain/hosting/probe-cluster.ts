import type { z } from "zod"
import { clusterAddress, plainFingerprint } from "@/lib/cluster-address"
import type { ClusterIdentityOut, ClusterProbeOut, ProbeCluster } from "@/lib/schemas/cluster"
import type { ClusterAccess, ClusterProblem, ClusterReport } from "@/server/fabric/cluster-gate"
import { FabricError } from "@/server/fabric/fabric-driver"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { openClientKey, sealClientKey } from "./cluster-access"
import { findIdentity, forgetIdentities, insertIdentity } from "./cluster-store"
import { soldSize } from "./core/member-size"
import { classOfSize } from "./member-store"

export type ProbeInput = z.output<typeof ProbeCluster>
export type Probed = { access: ClusterAccess; report: ClusterReport }

/** Longest that a person waits for a cluster's answers, ms. */
const patienceMs = 20_000
/** An identity that became no cluster by then is forgotten. */
const identityDays = 30

/** Our certificate for one cluster, before it is connected: the cluster is told to trust it, by a token or by hand. */
export async function prepareIdentity(deps: Deps, scope: ProviderScope): Promise<z.infer<typeof ClusterIdentityOut>> {
  const { certificate, key } = await deps.clusters.makeClientCertificate("gridline")
  const clientKeySealed = sealClientKey(deps.settings.encryptionKey, key)
  return deps.providerDb.$transaction(async (tx) => {
    await forgetIdentities(tx, new Date(deps.clock.now().getTime() - identityDays * 24 * 3_600_000))
    const row = await insertIdentity(tx, { clientCertificate: certificate, clientKeySealed })
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      { action: "cluster.prepare", subjectType: "cluster", subjectId: row.id },
    )
    return { id: row.id, certificate: row.clientCertificate, createdAt: row.createdAt.toISOString() }
  })
}

const none = { engine: null, version: null, members: [] }

const problem = (code: ClusterProblem["code"], field: ClusterProblem["field"], message: string): ClusterReport => ({
  ...none,
  problems: [{ code, field, message, blocking: true }],
})

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === "TimeoutError"

/** What a refusal of the gate says of the cluster; what is no refusal is not ours to explain. */
function explain(error: unknown, otherwise: { code: ClusterProblem["code"]; field: ClusterProblem["field"] }) {
  if (isTimeout(error))
    return problem("unreachable", "addresses", "The cluster did not answer in time. Check its addresses and firewalls.")
  if (!(error instanceof FabricError)) throw error
  if (error.code === "not_supported") throw new DomainError("unavailable", error.message)
  return error.code === "node_unreachable"
    ? problem("unreachable", "addresses", error.message)
    : problem(otherwise.code, otherwise.field, error.message)
}

/** The certificate of the first address that answers with the right one. */
export async function fetchCertificate(
  deps: Deps,
  addresses: readonly string[],
  fingerprint: string,
  signal: AbortSignal,
): Promise<{ certificate: string } | { report: ClusterReport }> {
  const refusals: ClusterReport[] = []
  for (const address of addresses) {
    try {
      return { certificate: await deps.clusters.fetchCertificate(address, fingerprint, signal) }
    } catch (error) {
      refusals.push(explain(error, { code: "wrong_certificate", field: "fingerprint" }))
    }
  }
  // A wrong certificate says more than silence.
  const telling = refusals.find(({ problems }) => problems[0]?.code === "wrong_certificate") ?? refusals[0]
  return { report: telling ?? problem("unreachable", "addresses", "Enter the address of at least one member.") }
}

export async function askCluster(
  deps: Deps,
  access: ClusterAccess,
  signal: AbortSignal,
  sizesWithinMs?: number,
): Promise<ClusterReport> {
  try {
    return await deps.clusters.probe(access, signal, sizesWithinMs)
  } catch (error) {
    return explain(error, { code: "unreachable", field: "addresses" })
  }
}

/** Each address as it is spoken to, once. */
export const plainAddresses = (typed: readonly string[]): string[] => [
  ...new Set(typed.flatMap((text) => clusterAddress(text) ?? [])),
]

/**
 * Asks a cluster everything a data center needs. Writes nothing here; with a token the cluster learns to trust us, which may be said
 * again: the token is used up once, and not needed any more by then.
 */
export async function probe(deps: Deps, input: ProbeInput): Promise<Probed> {
  const identity = await findIdentity(deps.providerDb, input.identityId)
  if (!identity)
    throw new DomainError(
      "not_found",
      "This certificate of ours is not known any more. Ask for a new one, and have the cluster trust it.",
      "identityId",
    )
  const signal = AbortSignal.timeout(patienceMs)
  const access: ClusterAccess = {
    addresses: plainAddresses(input.addresses),
    serverCertificate: "",
    clientCertificate: identity.clientCertificate,
    clientKey: openClientKey(deps.settings.encryptionKey, identity.clientKeySealed),
    storagePool: input.storagePool,
    uplink: input.uplink,
    power: input.power,
  }
  const shown = await fetchCertificate(deps, access.addresses, plainFingerprint(input.fingerprint) ?? "", signal)
  if ("report" in shown) return { access, report: shown.report }
  access.serverCertificate = shown.certificate
  if (input.token !== undefined) {
    try {
      await deps.clusters.join(access, input.token, signal)
    } catch (error) {
      return { access, report: explain(error, { code: "bad_token", field: "token" }) }
    }
  }
  return { access, report: await askCluster(deps, access, signal) }
}

/** For the form: what the cluster is, what is in the way, what its members would be. */
export async function probeCluster(
  deps: Deps,
  _scope: ProviderScope,
  input: ProbeInput,
): Promise<z.infer<typeof ClusterProbeOut>> {
  const { report } = await probe(deps, input)
  const members = await Promise.all(
    report.members.map(async (member) => {
      const size = member.state === "offline" ? null : soldSize(member)
      return { ...member, machineClass: size && (await classOfSize(deps.providerDb, size)) }
    }),
  )
  return { ...report, members }
}
