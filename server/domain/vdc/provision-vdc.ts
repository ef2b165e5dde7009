import type { Tx } from "@/server/db"
import { inTenant, systemScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { assignNodes, cancelNodeOrders, lockInventory, orderNodes, switchOnNodes } from "../hosting"
import { recordEvent } from "../monitoring"
import { waitingReason } from "./core/waiting-reason"
import { lockVdc, moveVdc, tellWaiting, unsafeClaimsAcrossTenants, type VdcRow } from "./vdc-store"

export type TakenNodes = { kind: "complete"; nodes: string[] } | { kind: "waiting"; reason: string }

const namesOf = (vdc: VdcRow): string[] => vdc.assignments.map(({ node }) => node.name)

/** Not to be provisioned any more: the operation ends and says why. */
function refuseClosed(vdc: VdcRow | null): asserts vdc is VdcRow {
  if (!vdc || vdc.state === "closing" || vdc.state === "closed")
    throw new DomainError("conflict", `${vdc?.name ?? "The virtual data center"} was closed before it was ready.`)
}

/** One order to the partner for what is missing, and the reason on the VDC for whoever looks at it. */
async function waitForNodes(tx: Tx, deps: Deps, vdc: VdcRow, short: { free: number; ours: number; missing: number }) {
  const { tenantId, dataCenter } = vdc
  const { machineClass } = vdc.package
  const order = await orderNodes(
    tx,
    { tenantId, vdcId: vdc.id, dataCenterId: dataCenter.id, machineClassId: machineClass.id, count: short.missing },
    deps.clock.now(),
  )
  const reason = waitingReason({
    wanted: vdc.package.nodes - vdc.assignments.length,
    machineClass: machineClass.slug,
    dataCenter: dataCenter.name,
    partner: dataCenter.partner.name,
    free: short.free,
    ours: short.ours,
    ordered: order.count,
    promisedAt: order.promisedAt,
  })
  const news = await tellWaiting(tx, tenantId, vdc.id, reason)
  if (order.fresh && news)
    await recordEvent(tx, {
      tenantId,
      vdcId: vdc.id,
      severity: "warning",
      kind: "vdc.waiting",
      message: `${vdc.name} waits for nodes. ${reason}`,
    })
  return reason
}

/**
 * Gives the VDC the nodes its package promises, all or none. Too few: one order to the partner, and the answer says what it waits
 * for. Safe to repeat as often as one likes: what it has, it keeps; what is on order is not ordered again.
 */
export const takeNodes = (deps: Deps, vdcRef: { tenantId: string; vdcId: string }): Promise<TakenNodes> =>
  inTenant(deps.db, systemScope(vdcRef.tenantId), async (tx) => {
    const { tenantId, vdcId } = vdcRef
    const vdc = await lockVdc(tx, tenantId, vdcId)
    refuseClosed(vdc)
    const count = vdc.package.nodes - vdc.assignments.length
    if (vdc.state !== "provisioning" || count <= 0) return { kind: "complete", nodes: namesOf(vdc) }

    const { dataCenterId } = vdc
    const { machineClassId } = vdc.package
    await lockInventory(tx, dataCenterId, machineClassId)
    const claims = await unsafeClaimsAcrossTenants(tx, { id: vdcId, dataCenterId, machineClassId })
    const demand = { tenantId, vdcId, purpose: "base" as const, dataCenterId, machineClassId, count, claims }
    const outcome = await assignNodes(tx, deps.clock, demand)
    if (outcome.kind === "short") return { kind: "waiting", reason: await waitForNodes(tx, deps, vdc, outcome) }
    await cancelNodeOrders(tx, tenantId, vdcId, deps.clock.now())
    await tellWaiting(tx, tenantId, vdcId, null)
    return { kind: "complete", nodes: [...namesOf(vdc), ...outcome.nodes.map((node) => node.name)] }
  })

/** Switches the VDC's nodes on. Throws FabricError while one does not come up. */
export async function switchOn(
  deps: Deps,
  vdcRef: { tenantId: string; vdcId: string },
  signal: AbortSignal,
): Promise<string[]> {
  const vdc = await inTenant(deps.db, systemScope(vdcRef.tenantId), (tx) => lockVdc(tx, vdcRef.tenantId, vdcRef.vdcId))
  refuseClosed(vdc)
  return switchOnNodes(deps, { ...vdcRef, dataCenter: vdc.dataCenter }, signal)
}

/** Nodes are there: applications may come. Again on an active VDC: nothing. */
export const activateVdc = (deps: Deps, vdcRef: { tenantId: string; vdcId: string }): Promise<void> =>
  inTenant(deps.db, systemScope(vdcRef.tenantId), async (tx) => {
    const { tenantId, vdcId } = vdcRef
    const vdc = await lockVdc(tx, tenantId, vdcId)
    refuseClosed(vdc)
    if (!(await moveVdc(tx, tenantId, vdcId, "provisioning", "active", deps.clock.now()))) return
    await recordAudit(tx, systemScope(tenantId), {
      action: "vdc.activate",
      subjectType: "vdc",
      subjectId: vdcId,
      before: { state: "provisioning" },
      after: { state: "active", nodes: namesOf(vdc) },
    })
    await recordEvent(tx, {
      tenantId,
      vdcId,
      kind: "vdc.active",
      message: `${vdc.name} is active with ${vdc.assignments.length === 1 ? "the node" : `${vdc.assignments.length} nodes`} ${namesOf(vdc).join(", ")}.`,
    })
  })
