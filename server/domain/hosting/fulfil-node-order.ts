import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { stockNodes } from "./add-nodes"
import { closeNodeOrder, findNodeOrderAcrossTenants } from "./node-order-store"
import { findNodesById, lockInventory } from "./node-store"
import { toNodeOrderOut } from "./to-hosting-out"

/** The partner has delivered: the nodes join the inventory, and the VDC that waits for them goes on by itself. */
export async function fulfilNodeOrder(deps: Deps, scope: ProviderScope, orderId: string) {
  const row = await deps.providerDb.$transaction(async (tx) => {
    const order = await findNodeOrderAcrossTenants(tx, orderId)
    if (!order) throw notFound("node order")
    // Before the order's row: who takes nodes locks in this order too.
    await lockInventory(tx, order.dataCenterId, order.machineClassId)
    if (!(await closeNodeOrder(tx, order.id, "fulfilled", deps.clock.now()))) {
      const now = await findNodeOrderAcrossTenants(tx, orderId)
      throw new DomainError(
        "conflict",
        `This order is ${now?.state ?? order.state}. Only open orders can be fulfilled.`,
      )
    }
    const { dataCenterId, machineClassId, count } = order
    const nodes = await findNodesById(tx, await stockNodes(tx, { dataCenterId, machineClassId, count }))
    const names = nodes.map((node) => node.name)
    await recordAudit(
      tx,
      { tenantId: order.tenantId, actor: scope.actor },
      {
        action: "node_order.fulfil",
        subjectType: "node_order",
        subjectId: order.id,
        before: { state: "open" },
        after: { state: "fulfilled", nodes: names },
      },
    )
    await recordEvent(tx, {
      tenantId: order.tenantId,
      vdcId: order.vdcId,
      kind: "node_order.fulfilled",
      message: `${order.dataCenter.partner.name} delivered the ${count === 1 ? "node" : `${count} nodes`} ordered for ${order.vdc.name}: ${names.join(", ")}.`,
    })
    return findNodeOrderAcrossTenants(tx, orderId)
  })
  if (!row) throw notFound("node order")
  return toNodeOrderOut(row)
}
