import type { Tx } from "@/server/db"
import { systemScope } from "../access"
import { recordAudit } from "../audit"
import type { Clock } from "../clock"
import { DomainError } from "../domain-error"
import { type Level, setLevels } from "../metering"
import { type Claims, fairShare } from "./core/fair-share"
import { pickNodes } from "./core/pick-nodes"
import {
  findAssignments,
  findFreeNodes,
  type Holder,
  insertAssignments,
  lastAssignmentEnd,
  moveNodes,
} from "./node-store"

export type NodeDemand = Holder & {
  dataCenterId: string
  machineClassId: string
  count: number
  /** Read under the same lock. */
  claims: Claims
}

export type AssignOutcome =
  | { kind: "assigned"; nodes: { id: string; name: string }[] }
  /** `ours`: how many of the free ones this VDC could have, too few of them. */
  | { kind: "short"; free: number; ours: number; missing: number }

/** The meter of a node that a VDC has: one node from `at` on, or none. */
export const nodeLevel = (
  holder: Holder,
  node: { id: string; name: string; machineClassId: string },
  quantity: 0n | 1n,
  at: Date,
): Level => ({
  tenantId: holder.tenantId,
  vdcId: holder.vdcId,
  applicationId: null,
  subjectType: "node",
  subjectId: node.id,
  subjectName: node.name,
  meter: "node_hours",
  quantity,
  machineClassId: node.machineClassId,
  purpose: holder.purpose,
  at,
})

/**
 * All nodes asked for, or none. The caller holds `lockInventory`, in the same transaction; without it two callers could pick the
 * same nodes and one would be refused (`stale`), never served twice. Opens the nodes' meters.
 */
export async function assignNodes(tx: Tx, clock: Clock, demand: NodeDemand): Promise<AssignOutcome> {
  const { tenantId, vdcId, purpose, dataCenterId, machineClassId, count } = demand
  const holder: Holder = { tenantId, vdcId, purpose }
  const free = await findFreeNodes(tx, dataCenterId, machineClassId)
  const ours = Math.min(count, fairShare(free.length, demand.claims))
  const held = await findAssignments(tx, tenantId, vdcId)
  const picked =
    ours < count
      ? null
      : pickNodes(
          free,
          count,
          held.map((a) => a.node.rack),
        )
  if (!picked) return { kind: "short", free: free.length, ours, missing: count - ours }

  const ids = picked.map((node) => node.id)
  if ((await moveNodes(tx, ids, "assign")) !== ids.length)
    throw new DomainError("stale", "A node that was free a moment ago is not any more. Look again.")
  // Clocks of two workers differ a little: never start before the last holder's end.
  const lastEnd = await lastAssignmentEnd(tx, ids)
  const now = clock.now()
  const at = lastEnd && lastEnd > now ? lastEnd : now
  await insertAssignments(tx, holder, ids, at)
  await setLevels(
    tx,
    picked.map((node) => nodeLevel(holder, { ...node, machineClassId }, 1n, at)),
  )
  const nodes = picked.map(({ id, name }) => ({ id, name }))
  await recordAudit(tx, systemScope(tenantId), {
    action: "node.assign",
    subjectType: "vdc",
    subjectId: vdcId,
    before: null,
    after: { nodes: nodes.map((node) => node.name), purpose },
  })
  return { kind: "assigned", nodes }
}
