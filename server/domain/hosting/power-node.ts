import { FabricError, type NodeSpec } from "@/server/fabric/fabric-driver"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { findNodeAcrossTenants, type ProviderNodeRow, setPowerWanted } from "./node-store"
import { toProviderNodeOut } from "./to-hosting-out"

type Sized = {
  id: string
  name: string
  machineClass: { cores: number; memoryMib: number; diskGib: number; networkMbps: number }
}

export const nodeSpecOf = ({ id, name, machineClass }: Sized): NodeSpec => ({
  nodeId: id,
  name,
  cores: machineClass.cores,
  memoryMib: machineClass.memoryMib,
  diskGib: machineClass.diskGib,
  networkMbps: machineClass.networkMbps,
})

/** Writes the wish; whoever has the node is told in the same transaction. */
async function wishPower(deps: Deps, scope: ProviderScope, nodeId: string, on: boolean): Promise<ProviderNodeRow> {
  return deps.providerDb.$transaction(async (tx) => {
    const node = await findNodeAcrossTenants(tx, nodeId)
    if (!node) throw notFound("node")
    if (node.state === "retired")
      throw new DomainError("conflict", `${node.name} is retired. Only nodes in service can be switched on or off.`)
    await setPowerWanted(tx, node.id, on)
    const holder = node.assignments[0]
    if (node.powerWanted !== on)
      await recordAudit(
        tx,
        { tenantId: holder?.tenantId ?? null, actor: scope.actor },
        {
          action: on ? "node.power_on" : "node.power_off",
          subjectType: "node",
          subjectId: node.id,
          before: { powerWanted: node.powerWanted },
          after: { powerWanted: on },
        },
      )
    if (holder && node.powerWanted !== on)
      await recordEvent(tx, {
        tenantId: holder.tenantId,
        vdcId: holder.vdcId,
        severity: on ? "info" : "warning",
        kind: on ? "node.power_on" : "node.power_off",
        message: on
          ? `The provider switched ${node.name} on again.`
          : `The provider switched ${node.name} off. What runs on it starts elsewhere if there is room.`,
      })
    return { ...node, powerWanted: on }
  })
}

/** Longest wait for a node to obey before the caller gets an answer, ms. */
const patienceMs = 10_000

async function obey(node: ProviderNodeRow, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  try {
    await act(AbortSignal.timeout(patienceMs))
  } catch (error) {
    // The wish is written all the same: a node wanted off gets no work, and the same call may be repeated.
    if (error instanceof FabricError || (error instanceof DOMException && error.name === "TimeoutError"))
      throw new DomainError(
        "unavailable",
        `${node.name} has not obeyed yet (${error.message}). What you asked for is noted; ask again in a moment.`,
      )
    throw error
  }
}

/** The drill: power is cut, nothing is shut down in order. Again on a node that is off: nothing. */
export async function powerOffNode(deps: Deps, scope: ProviderScope, nodeId: string) {
  const node = await wishPower(deps, scope, nodeId, false)
  await obey(node, (signal) => deps.fabricOf(node.dataCenter).powerOff(node.id, signal))
  return toProviderNodeOut(node)
}

export async function powerOnNode(deps: Deps, scope: ProviderScope, nodeId: string) {
  const node = await wishPower(deps, scope, nodeId, true)
  await obey(node, (signal) => deps.fabricOf(node.dataCenter).powerOn(nodeSpecOf(node), signal))
  return toProviderNodeOut(node)
}
