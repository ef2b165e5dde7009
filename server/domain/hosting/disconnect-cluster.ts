import type { z } from "zod"
import type { DisconnectedOut } from "@/lib/schemas/cluster"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { closeDataCenter, deleteCluster, findClusterAcrossTenants } from "./cluster-store"
import { lockDataCenter } from "./data-center-store"
import { findMemberNodes, forgetMember } from "./member-store"
import { moveNodes } from "./node-store"

/**
 * The cluster is forgotten, its nodes retired, its data center closed: what was bought there stays on the books. Nothing is done to
 * the machines. Refused while a VDC is on it.
 */
export async function disconnectCluster(
  deps: Deps,
  scope: ProviderScope,
  clusterId: string,
): Promise<z.infer<typeof DisconnectedOut>> {
  return deps.providerDb.$transaction(async (tx) => {
    const known = await findClusterAcrossTenants(tx, clusterId)
    if (!known) throw notFound("cluster")
    // Whoever buys here reads the data center's row first.
    const site = await lockDataCenter(tx, known.dataCenterId)
    const cluster = await findClusterAcrossTenants(tx, clusterId)
    if (!cluster) throw notFound("cluster")
    const { vdcs } = cluster.dataCenter
    if (vdcs.length > 0) {
      const names = vdcs.map((vdc) => `${vdc.name} (${vdc.tenant.name})`).join(", ")
      throw new DomainError(
        "conflict",
        `${site.name} is in use: ${names}. It can be disconnected once ${vdcs.length === 1 ? "this virtual data center is" : "these virtual data centers are"} closed.`,
      )
    }
    const nodes = await findMemberNodes(tx, site.id)
    const ids = nodes.map((node) => node.id)
    await moveNodes(tx, ids, "retire")
    await forgetMember(tx, ids)
    await deleteCluster(tx, clusterId)
    await closeDataCenter(tx, site, deps.clock.now())
    const names = nodes.map((node) => node.name)
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      {
        action: "cluster.disconnect",
        subjectType: "cluster",
        subjectId: clusterId,
        before: { dataCenter: site.slug, addresses: cluster.addresses, nodes: names },
      },
    )
    return { dataCenter: site.name, nodes: names }
  })
}
