import { inTenant, systemScope } from "../access"
import type { Deps } from "../deps"
import { findAssignments } from "./node-store"
import { nodeSpecOf } from "./power-node"

/** Switches on the nodes a VDC has, but not those somebody switched off on purpose. Nodes that are on stay as they are. */
export async function switchOnNodes(
  deps: Deps,
  vdc: { tenantId: string; vdcId: string; dataCenter: { id: string; fabric: "embedded" | "lxd" } },
  signal: AbortSignal,
): Promise<string[]> {
  const held = await inTenant(deps.db, systemScope(vdc.tenantId), (tx) => findAssignments(tx, vdc.tenantId, vdc.vdcId))
  const nodes = held.map(({ node }) => node).filter((node) => node.powerWanted)
  const fabric = deps.fabricOf(vdc.dataCenter)
  await Promise.all(nodes.map((node) => fabric.powerOn(nodeSpecOf(node), signal)))
  return nodes.map((node) => node.name)
}
