import type { Tx } from "@/server/db"
import { inTenant, systemScope } from "../access"
import { recordAudit } from "../audit"
import type { Clock } from "../clock"
import type { Deps } from "../deps"
import { setLevels } from "../metering"
import { nodeLevel } from "./assign-nodes"
import { endAssignments, findAssignments, findReleased, moveNodes } from "./node-store"

/**
 * Ends what a VDC has and its meters; the nodes are `draining` until `emptyReleasedNodes`. Again on a VDC without nodes: nothing.
 * Returns the names of the nodes given back.
 */
export async function releaseNodes(tx: Tx, clock: Clock, vdc: { tenantId: string; vdcId: string }): Promise<string[]> {
  const { tenantId, vdcId } = vdc
  const held = await findAssignments(tx, tenantId, vdcId)
  if (held.length === 0) return []
  const at = clock.now()
  await setLevels(
    tx,
    held.map(({ purpose, node }) => nodeLevel({ tenantId, vdcId, purpose }, node, 0n, at)),
  )
  await endAssignments(tx, tenantId, vdcId, at)
  await moveNodes(
    tx,
    held.map(({ nodeId }) => nodeId),
    "release",
  )
  const names = held.map(({ node }) => node.name)
  await recordAudit(tx, systemScope(tenantId), {
    action: "node.release",
    subjectType: "vdc",
    subjectId: vdcId,
    before: { nodes: names },
    after: null,
  })
  return names
}

/** Takes everything off the disks of released nodes and offers them again. Throws FabricError when a node cannot be emptied yet. */
export async function emptyReleasedNodes(
  deps: Deps,
  vdc: { tenantId: string; vdcId: string; dataCenter: { id: string; fabric: "embedded" | "lxd" } },
  signal: AbortSignal,
): Promise<string[]> {
  const scope = systemScope(vdc.tenantId)
  const nodes = await inTenant(deps.db, scope, (tx) => findReleased(tx, vdc.tenantId, vdc.vdcId))
  const fabric = deps.fabricOf(vdc.dataCenter)
  await Promise.all(nodes.map((node) => fabric.retireNode(node.id, signal)))
  await fabric.removeVdc(vdc.vdcId, signal)
  await inTenant(deps.db, scope, (tx) =>
    moveNodes(
      tx,
      nodes.map((node) => node.id),
      "emptied",
    ),
  )
  return nodes.map((node) => node.name)
}
