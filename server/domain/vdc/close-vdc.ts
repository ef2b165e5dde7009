import type { OperationOut } from "@/lib/schemas/operation"
import { inTenant, systemScope, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { cancelNodeOrders, emptyReleasedNodes, releaseNodes } from "../hosting"
import { recordEvent } from "../monitoring"
import { cancelActiveOperations, queueOperation } from "../operation"
import { nextVdcState } from "./core/vdc-state"
import { type Blockers, countLeft, expireTrash, findBlockers, findVdc, lockVdc, moveVdc } from "./vdc-store"

type VdcRef = { tenantId: string; vdcId: string }

const some = (names: string[]): string =>
  names.length <= 5 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more`
const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`

function refuseBlocked(name: string, { applications, snapshots, volumes, copies }: Blockers): void {
  const left = [
    ...(applications.length > 0 ? [`${counted(applications.length, "application")} (${some(applications)})`] : []),
    ...(snapshots.length > 0 ? [`${counted(snapshots.length, "snapshot")} (${some(snapshots)})`] : []),
    ...(volumes.length > 0 ? [`${counted(volumes.length, "volume")} (${some(volumes)})`] : []),
  ]
  if (left.length > 0)
    throw new DomainError(
      "conflict",
      `${name} still has ${left.join(" and ")}. Delete them first; then it can be closed.`,
    )
  if (copies.length > 0)
    throw new DomainError(
      "conflict",
      `${some(copies)} is still being copied from ${name}. Close it once that has arrived.`,
    )
}

/** Nothing new can begin in it from here on; the worker empties its nodes and gives them back. */
export const closeVdc = (deps: Deps, scope: TenantScope, vdcId: string): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const vdc = await lockVdc(tx, tenantId, vdcId)
    if (!vdc) throw notFound("virtual data center")
    const next = nextVdcState(vdc.state, "close")
    if (next === null) throw new DomainError("conflict", `${vdc.name} is ${vdc.state} already.`)
    refuseBlocked(vdc.name, await findBlockers(tx, tenantId, vdcId))
    const now = deps.clock.now()
    if (!(await moveVdc(tx, tenantId, vdcId, vdc.state, next, now)))
      throw new DomainError("stale", `${vdc.name} changed meanwhile. Look again and repeat.`)
    await cancelActiveOperations(tx, tenantId, [vdcId], now)
    await cancelNodeOrders(tx, tenantId, vdcId, now)
    await recordAudit(tx, scope, {
      action: "vdc.close",
      subjectType: "vdc",
      subjectId: vdcId,
      before: { state: vdc.state, nodes: vdc.assignments.map(({ node }) => node.name) },
      after: { state: next },
    })
    return queueOperation(tx, scope, {
      kind: "vdc.close",
      subject: { type: "vdc", id: vdcId, name: vdc.name },
      vdcId,
      input: { vdcId },
    })
  })

/** The 7 days of the trash end with the VDC. Returns how many volumes that concerns. */
export const emptyTrash = (deps: Deps, { tenantId, vdcId }: VdcRef): Promise<number> =>
  inTenant(deps.db, systemScope(tenantId), (tx) => expireTrash(tx, tenantId, vdcId, deps.clock.now()))

/** True once the worker has removed everything; before that, what is left in words. */
export const untilEmpty = (deps: Deps, { tenantId, vdcId }: VdcRef): Promise<true | string> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    // Again, for what came into the trash since.
    await expireTrash(tx, tenantId, vdcId, deps.clock.now())
    const { volumes, restored, components } = await countLeft(tx, tenantId, vdcId)
    if (restored > 0)
      return `${counted(restored, "volume")} taken out of the trash: delete them, or their data would be lost.`
    if (volumes + components === 0) return true
    return `${counted(components, "component")} and ${counted(volumes, "volume")} of the trash are still being removed.`
  })

/** Ends assignments and their meters; the nodes are not offered to anybody before `emptyNodes`. */
export const giveNodesBack = (deps: Deps, { tenantId, vdcId }: VdcRef): Promise<string[]> =>
  inTenant(deps.db, systemScope(tenantId), (tx) => releaseNodes(tx, deps.clock, { tenantId, vdcId }))

export async function emptyNodes(deps: Deps, { tenantId, vdcId }: VdcRef, signal: AbortSignal): Promise<string[]> {
  const vdc = await inTenant(deps.db, systemScope(tenantId), (tx) => findVdc(tx, tenantId, vdcId))
  if (!vdc) throw notFound("virtual data center")
  return emptyReleasedNodes(deps, { tenantId, vdcId, dataCenter: vdc.dataCenter }, signal)
}

/** Again on a closed VDC: nothing. */
export const finishClosing = (deps: Deps, { tenantId, vdcId }: VdcRef): Promise<void> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    const vdc = await lockVdc(tx, tenantId, vdcId)
    if (!vdc || !(await moveVdc(tx, tenantId, vdcId, "closing", "closed", deps.clock.now()))) return
    await recordAudit(tx, systemScope(tenantId), {
      action: "vdc.closed",
      subjectType: "vdc",
      subjectId: vdcId,
      before: { state: "closing" },
      after: { state: "closed" },
    })
    await recordEvent(tx, {
      tenantId,
      vdcId,
      kind: "vdc.closed",
      message: `${vdc.name} is closed. It costs nothing any more.`,
    })
  })
