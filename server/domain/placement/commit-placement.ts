import type { Tx } from "@/server/db"
import { misfitsOf } from "./core/filters"
import { candidateFor, type Demand, freeOf, type NodeView, withResident } from "./core/fleet"
import { writeMove } from "./drain-store"
import { lockNodes, writeMirror, writePlacements } from "./placement-store"

export type Placed = { demand: Demand; nodeId: string; reason: string; epoch: number }
export type Outcome = "committed" | "stale"

/**
 * Writes plans that still hold: they came from a snapshot, so the locked nodes are asked again, by the same filters and against what is
 * reserved now. `stale`: the room went to somebody else, or the component was placed or let go meanwhile; plan once more. Outcomes
 * in the order of the plans. No driver call in here; the reconcile loop does that.
 */
export async function commitPlacements(
  tx: Tx,
  scope: { tenantId: string; vdcId: string },
  plans: readonly Placed[],
  at: Date,
): Promise<Outcome[]> {
  if (plans.length === 0) return []
  const locked = await lockNodes(tx, scope.vdcId, [...new Set(plans.map((p) => p.nodeId))])
  const nodes = new Map<string, NodeView>(locked.map((node) => [node.id, node]))
  const holds = plans.filter(({ demand, nodeId }) => {
    const node = nodes.get(nodeId)
    if (!node || misfitsOf(candidateFor(node, demand), demand).length > 0) return false
    nodes.set(nodeId, withResident(node, demand))
    return true
  })
  const writes = holds.map(({ demand, nodeId, reason, epoch }) => ({ componentId: demand.id, nodeId, reason, epoch }))
  const written = writes.length > 0 ? await writePlacements(tx, scope.tenantId, writes, at) : new Set<string>()
  return plans.map((plan) => (holds.includes(plan) && written.has(plan.demand.id) ? "committed" : "stale"))
}

export async function commitPlacement(
  tx: Tx,
  scope: { tenantId: string; vdcId: string },
  plan: Placed,
  at: Date,
): Promise<Outcome> {
  const [outcome] = await commitPlacements(tx, scope, [plan], at)
  return outcome ?? "stale"
}

/**
 * Writes where a volume's mirror goes, if the node still has the disk for it; `insteadOf` is the copy it replaces. `stale`: plan once
 * more, nothing was changed.
 */
export async function commitReplica(
  tx: Tx,
  scope: { tenantId: string; vdcId: string },
  mirror: { volumeId: string; sizeGib: number; nodeId: string; insteadOf: string | null },
): Promise<Outcome> {
  const [node] = await lockNodes(tx, scope.vdcId, [mirror.nodeId])
  if (node?.state !== "up" || freeOf(node).diskGib < mirror.sizeGib) return "stale"
  const { volumeId, nodeId, insteadOf } = mirror
  return (await writeMirror(tx, { tenantId: scope.tenantId, volumeId, nodeId, insteadOf })) ? "committed" : "stale"
}

/** The same for one that is to leave the node it runs on: it is asked to stop, and its room where it goes is held from now on. */
export async function commitMove(
  tx: Tx,
  scope: { tenantId: string; vdcId: string },
  move: { demand: Demand; epoch: number; from: string; to: string },
  at: Date,
): Promise<Outcome> {
  const { demand, epoch, from, to } = move
  const target = (await lockNodes(tx, scope.vdcId, [from, to])).find((node) => node.id === to)
  if (!target || misfitsOf(candidateFor(target, demand), demand).length > 0) return "stale"
  return (await writeMove(tx, { ...scope, componentId: demand.id, epoch, from, to, at })) ? "committed" : "stale"
}
