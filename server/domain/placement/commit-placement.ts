import type { Tx } from "@/server/db"
import { misfitsOf } from "./core/filters"
import type { Demand } from "./core/fleet"
import { loadFleet, lockRoom, writePlacement } from "./placement-store"

export type Placed = { demand: Demand; nodeId: string; reason: string; epoch: number }

/**
 * Writes a plan if it still holds: the plan came from a snapshot, so the locked rows are asked again. `stale`: plan once more. No
 * driver call in here; the reconcile loop does that.
 */
export async function commitPlacement(
  tx: Tx,
  scope: { tenantId: string; vdcId: string },
  plan: Placed,
  at: Date,
): Promise<"committed" | "stale"> {
  await lockRoom(tx, scope.vdcId)
  const node = (await loadFleet(tx, scope.vdcId)).nodes.find((n) => n.id === plan.nodeId)
  if (!node || misfitsOf(node, plan.demand).length > 0) return "stale"
  const written = await writePlacement(tx, {
    tenantId: scope.tenantId,
    componentId: plan.demand.id,
    epoch: plan.epoch,
    nodeId: plan.nodeId,
    reason: plan.reason,
    at,
  })
  return written ? "committed" : "stale"
}
