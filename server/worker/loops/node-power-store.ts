import type { Prisma, Tx } from "@/server/db"

const shape = {
  machineClass: true,
  dataCenter: { select: { id: true, fabric: true } },
  assignments: { where: { endsAt: null }, select: { vdcId: true } },
} satisfies Prisma.NodeInclude
export type WatchedNode = Prisma.NodeGetPayload<{ include: typeof shape }>

export const nodesToWatch = (tx: Tx): Promise<WatchedNode[]> =>
  tx.node.findMany({ where: { state: { not: "retired" } }, include: shape, orderBy: { name: "asc" } })

/** A node without a VDC: there (`seen`) or not. */
export async function noteFreeNode(tx: Tx, nodeId: string, seen: { bootId: string; at: Date } | null): Promise<void> {
  if (seen) {
    await tx.node.updateMany({ where: { id: nodeId }, data: { bootId: seen.bootId, lastSeenAt: seen.at } })
    const back = { downSince: null, fencedAt: null }
    const down = { id: nodeId, state: "down" } as const
    await tx.node.updateMany({ where: { ...down, drainReason: null }, data: { state: "available", ...back } })
    await tx.node.updateMany({ where: down, data: { state: "draining", ...back } })
    return
  }
  await tx.node.updateMany({ where: { id: nodeId, state: "available" }, data: { state: "down" } })
}
