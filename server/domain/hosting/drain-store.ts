import type { Tx } from "@/server/db"

/** Wanted empty from now on; false when it is retired, or wanted empty already. One that is down is emptied when it is back. */
export async function writeDrain(tx: Tx, nodeId: string, reason: string, at: Date): Promise<boolean> {
  const wish = { drainReason: reason, drainSince: at }
  const free = { id: nodeId, drainReason: null }
  const { count } = await tx.node.updateMany({
    where: { ...free, state: { in: ["available", "assigned"] } },
    data: { ...wish, state: "draining" },
  })
  // What nobody has is empty.
  if (count === 1)
    await tx.node.updateMany({
      where: { id: nodeId, assignments: { none: { endsAt: null } } },
      data: { drainedAt: at },
    })
  if (count === 1) return true
  const held = { some: { endsAt: null } }
  const other = await tx.node.updateMany({
    where: { ...free, OR: [{ state: "down" }, { state: "draining", assignments: held }, { evacuated: true }] },
    data: wish,
  })
  return other.count === 1
}

/**
 * Takes the wish back. It takes work again at once unless it is down, its cluster still evacuates it, or a VDC gave it back and not
 * everything is off its disk yet.
 */
export async function clearDrain(tx: Tx, nodeId: string, isHeld: boolean): Promise<boolean> {
  const emptying = { some: { endsAt: { not: null }, vdc: { state: "closing" as const } } }
  const { count } = await tx.node.updateMany({
    where: {
      id: nodeId,
      state: "draining",
      evacuated: false,
      drainReason: { not: null },
      NOT: { assignments: emptying },
    },
    data: { drainReason: null, drainSince: null, drainedAt: null, state: isHeld ? "assigned" : "available" },
  })
  if (count === 1) return true
  const other = await tx.node.updateMany({
    where: { id: nodeId, drainReason: { not: null } },
    data: { drainReason: null, drainSince: null, drainedAt: null },
  })
  return other.count === 1
}

/** Wakes the reconcile loop of the VDC when this transaction commits. */
export const wakeVdc = (tx: Tx, vdcId: string) => tx.$executeRaw`SELECT pg_notify('gridline_wake', ${vdcId})`
