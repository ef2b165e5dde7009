import type { z } from "zod"
import { plainFingerprint } from "@/lib/cluster-address"
import type { ClusterOut, UpdateCluster } from "@/lib/schemas/cluster"
import type { ClusterAccess, PowerControl } from "@/server/fabric/cluster-gate"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { openAccess, sealPower } from "./cluster-access"
import { type ClusterRow, changeCluster, findClusterAcrossTenants } from "./cluster-store"
import { expectUsable } from "./connect-cluster"
import { lockDataCenter } from "./data-center-store"
import { askCluster, fetchCertificate, plainAddresses } from "./probe-cluster"
import { syncMembers } from "./sync-members"
import { toClusterOut } from "./to-cluster-out"

export type UpdateInput = z.output<typeof UpdateCluster>

const patienceMs = 20_000

function powerOf(input: UpdateInput, known: PowerControl | null): PowerControl | null {
  if (input.power === undefined) return known
  if (input.power === null) return null
  const password = input.power.password ?? known?.password
  if (password === undefined) throw new DomainError("invalid", "Enter the password.", "power.password")
  return { ...input.power, password }
}

/** Volumes lie in the pool and wires on the uplink: neither can be changed under what is there. */
function expectMovable(row: ClusterRow, access: ClusterAccess): void {
  if (row.dataCenter.vdcs.length === 0) return
  const names = row.dataCenter.vdcs.map((vdc) => vdc.name).join(", ")
  if (access.storagePool !== row.storagePool)
    throw new DomainError("conflict", `Volumes of ${names} are in ${row.storagePool}: it stays.`, "storagePool")
  if (access.uplink !== row.uplink)
    throw new DomainError("conflict", `Wires of ${names} go over ${row.uplink}: it stays.`, "uplink")
}

async function proposed(deps: Deps, row: ClusterRow, input: UpdateInput, signal: AbortSignal) {
  const known = openAccess(deps.settings.encryptionKey, row)
  const fingerprint = (input.fingerprint && plainFingerprint(input.fingerprint)) ?? row.fingerprint
  const access: ClusterAccess = {
    ...known,
    addresses: input.addresses ? plainAddresses(input.addresses) : known.addresses,
    storagePool: input.storagePool ?? known.storagePool,
    uplink: input.uplink ?? known.uplink,
    power: powerOf(input, known.power),
  }
  expectMovable(row, access)
  if (fingerprint !== row.fingerprint || input.addresses) {
    const shown = await fetchCertificate(deps, access.addresses, fingerprint, signal)
    if ("report" in shown) {
      expectUsable(shown.report)
      throw new DomainError("unavailable", "The cluster did not show its certificate.", "addresses")
    }
    access.serverCertificate = shown.certificate
  }
  return { access, fingerprint }
}

/** What changed is tried before it is kept: a cluster that works is not lost by a typing error. */
export async function updateCluster(
  deps: Deps,
  scope: ProviderScope,
  input: UpdateInput,
): Promise<z.infer<typeof ClusterOut>> {
  const before = await findClusterAcrossTenants(deps.providerDb, input.clusterId)
  if (!before) throw notFound("cluster")
  const signal = AbortSignal.timeout(patienceMs)
  const { access, fingerprint } = await proposed(deps, before, input, signal)
  const report = await askCluster(deps, access, signal)
  expectUsable(report)
  const row = await deps.providerDb.$transaction(async (tx) => {
    await lockDataCenter(tx, before.dataCenterId)
    const now = await findClusterAcrossTenants(tx, before.id)
    if (!now) throw notFound("cluster")
    expectMovable(now, access)
    await changeCluster(tx, before.id, {
      engine: report.engine,
      version: report.version,
      addresses: access.addresses,
      fingerprint,
      serverCertificate: access.serverCertificate,
      storagePool: access.storagePool,
      uplink: access.uplink,
      ...sealPower(deps.settings.encryptionKey, access.power),
      state: "ready",
      problems: report.problems,
      lastSeenAt: deps.clock.now(),
    })
    await syncMembers(tx, before.dataCenterId, report.members, scope.actor)
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      {
        action: "cluster.update",
        subjectType: "cluster",
        subjectId: before.id,
        before: told(before),
        after: told({ ...before, ...access, fingerprint, powerUrl: access.power?.url ?? null }),
      },
    )
    return findClusterAcrossTenants(tx, before.id)
  })
  if (!row) throw notFound("cluster")
  return toClusterOut(deps, row)
}

/** Without secrets. */
const told = (it: Pick<ClusterRow, "addresses" | "fingerprint" | "storagePool" | "uplink" | "powerUrl">) => ({
  addresses: it.addresses,
  fingerprint: it.fingerprint,
  storagePool: it.storagePool,
  uplink: it.uplink,
  powerUrl: it.powerUrl,
})
