import type { Tx } from "@/server/db"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { nextNodeNames, nextRacks } from "./core/node-names"
import { findMachineClass, lockDataCenter } from "./data-center-store"
import { findNodesById, findStanding, insertNodes, lockInventory } from "./node-store"
import { toProviderNodeOut } from "./to-hosting-out"

export type Delivery = { dataCenterId: string; machineClassId: string; count: number; rack?: string | undefined }

/** More than a site of one partner has machines: a typing error, not a delivery. */
const maxNodesPerSite = 2_000

/**
 * Puts nodes into the inventory; their names go on after the site's last. Returns their ids. Under the inventory's lock, so that
 * whoever takes nodes sees a delivery together with the order it is for.
 */
export async function stockNodes(tx: Tx, delivery: Delivery): Promise<string[]> {
  await lockInventory(tx, delivery.dataCenterId, delivery.machineClassId)
  const site = await lockDataCenter(tx, delivery.dataCenterId)
  if (site.fabric === "lxd")
    throw new DomainError(
      "conflict",
      `The nodes of ${site.name} are the members of its cluster: add a machine to the cluster, and it is here by itself.`,
      "dataCenterId",
    )
  const standing = await findStanding(tx, site.id)
  const alive = standing.filter((node) => node.state !== "retired")
  if (alive.length + delivery.count > maxNodesPerSite)
    throw new DomainError(
      "over_quota",
      `${site.name} has ${alive.length} nodes and holds ${maxNodesPerSite}; ${delivery.count} more do not fit.`,
      "count",
    )
  const names = nextNodeNames(
    site.slug,
    standing.map((node) => node.name),
    delivery.count,
  )
  const racks = delivery.rack
    ? names.map(() => delivery.rack ?? "")
    : nextRacks(
        alive.map((node) => node.rack),
        delivery.count,
      )
  const { machineClassId } = delivery
  return insertNodes(
    tx,
    names.map((name, i) => ({ dataCenterId: site.id, machineClassId, name, rack: racks[i] ?? "r1" })),
  )
}

export async function addNodes(
  deps: Deps,
  scope: ProviderScope,
  input: { dataCenterId: string; machineClass: string; count: number; rack?: string | undefined },
) {
  const rows = await deps.providerDb.$transaction(async (tx) => {
    const machineClass = await findMachineClass(tx, input.machineClass)
    if (!machineClass) throw notFound("machine class")
    const nodes = await findNodesById(tx, await stockNodes(tx, { ...input, machineClassId: machineClass.id }))
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      {
        action: "node.add",
        subjectType: "data_center",
        subjectId: input.dataCenterId,
        after: { machineClass: machineClass.slug, nodes: nodes.map(({ name }) => name) },
      },
    )
    return nodes
  })
  return { items: rows.map(toProviderNodeOut), nextCursor: null }
}
