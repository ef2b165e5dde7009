import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

const whole = {
  machineClass: true,
  dataCenter: { include: { partner: true } },
  vdc: { include: { tenant: { select: { name: true } } } },
} satisfies Prisma.NodeOrderInclude
export type NodeOrderRow = Prisma.NodeOrderGetPayload<{ include: typeof whole }>

export type NodeOrderFilter = { state?: "open" | "fulfilled" | "cancelled" | undefined }

/** Of all tenants: for the provider's role. */
export const findNodeOrdersAcrossTenants = (
  tx: Tx,
  filter: NodeOrderFilter,
  page: PageRequest,
): Promise<NodeOrderRow[]> => {
  const { take, ...after } = pageQuery(page)
  return tx.nodeOrder.findMany({
    where: { ...after, ...(filter.state ? { state: filter.state } : {}) },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

export const findNodeOrderAcrossTenants = (tx: Tx, id: string): Promise<NodeOrderRow | null> =>
  tx.nodeOrder.findUnique({ where: { id }, include: whole })

export const findOpenNodeOrder = (tx: Tx, tenantId: string, vdcId: string) =>
  tx.nodeOrder.findFirst({ where: { tenantId, vdcId, state: "open" }, orderBy: { id: "desc" } })

export type NewNodeOrder = {
  tenantId: string
  vdcId: string
  dataCenterId: string
  machineClassId: string
  count: number
  createdAt: Date
  promisedAt: Date
}

export const insertNodeOrder = (tx: Tx, order: NewNodeOrder) => tx.nodeOrder.create({ data: { id: newId(), ...order } })

/** Compare-and-set; false when it was not open any more. */
export async function closeNodeOrder(tx: Tx, id: string, state: "fulfilled" | "cancelled", at: Date): Promise<boolean> {
  const { count } = await tx.nodeOrder.updateMany({ where: { id, state: "open" }, data: { state, closedAt: at } })
  return count === 1
}

/** The VDC needs no more nodes: what is still on order is called off. */
export async function cancelNodeOrders(tx: Tx, tenantId: string, vdcId: string, at: Date): Promise<void> {
  await tx.nodeOrder.updateMany({
    where: { tenantId, vdcId, state: "open" },
    data: { state: "cancelled", closedAt: at },
  })
}
