import type { Tx } from "@/server/db"
import { systemScope } from "../access"
import { recordAudit } from "../audit"
import { promisedAt } from "./core/delivery"
import { findOpenNodeOrder, insertNodeOrder } from "./node-order-store"

export type NodeOrder = { id: string; count: number; promisedAt: Date; fresh: boolean }

/** Asks the partner for nodes a VDC is short of. One order at a time: while one is open, that is the answer. */
export async function orderNodes(
  tx: Tx,
  demand: { tenantId: string; vdcId: string; dataCenterId: string; machineClassId: string; count: number },
  now: Date,
): Promise<NodeOrder> {
  const open = await findOpenNodeOrder(tx, demand.tenantId, demand.vdcId)
  if (open) return { id: open.id, count: open.count, promisedAt: open.promisedAt, fresh: false }
  const order = await insertNodeOrder(tx, { ...demand, createdAt: now, promisedAt: promisedAt(now) })
  await recordAudit(tx, systemScope(demand.tenantId), {
    action: "node_order.create",
    subjectType: "node_order",
    subjectId: order.id,
    before: null,
    after: { vdcId: demand.vdcId, count: demand.count, promisedAt: order.promisedAt.toISOString() },
  })
  return { id: order.id, count: order.count, promisedAt: order.promisedAt, fresh: true }
}
