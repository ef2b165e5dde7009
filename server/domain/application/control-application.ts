import type { OperationOut } from "@/lib/schemas/operation"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { cancelActiveOperations, findActiveOperation, queueOperation } from "../operation"
import { type ApplicationRow, findApplication, lockApplication, setApplicationWanted } from "./application-store"
import { findComponent } from "./component-store"
import { followDrawing } from "./redraw"

type Act = "start" | "stop" | "restart" | "delete"

const wantedAfter: Record<Act, "running" | "stopped" | "deleted"> = {
  start: "running",
  stop: "stopped",
  restart: "running",
  delete: "deleted",
}

/** Loads and locks; strangers and deleted ones are not found. */
async function locked(tx: Tx, tenantId: string, applicationId: string): Promise<ApplicationRow> {
  const there = await lockApplication(tx, tenantId, applicationId)
  const row = there ? await findApplication(tx, tenantId, applicationId) : null
  if (!row) throw notFound("application")
  return row
}

/**
 * Stop and delete always get through: what is under way on the application or its components is cancelled. Everything else waits
 * for the operation that runs, so that two people do not pull in two directions.
 */
async function makeWay(deps: Deps, tx: Tx, row: ApplicationRow, force: "cancel" | "refuse"): Promise<void> {
  const subjects = [row.id, ...row.components.map((c) => c.id)]
  if (force === "cancel") {
    await cancelActiveOperations(tx, row.tenantId, subjects, deps.clock.now())
    return
  }
  const active = await findActiveOperation(tx, row.tenantId, row.id)
  if (active)
    throw new DomainError(
      "conflict",
      `${row.slug} is busy (${active.kind.split(".")[1] ?? active.kind}). Wait until that is done, or stop the application.`,
    )
}

export const controlApplication = (
  deps: Deps,
  scope: TenantScope,
  applicationId: string,
  act: Act,
): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const row = await locked(tx, tenantId, applicationId)
    if (row.wanted === "deleted") throw new DomainError("conflict", `${row.slug} is being deleted.`)
    await makeWay(deps, tx, row, act === "stop" || act === "delete" ? "cancel" : "refuse")
    if (act === "start" || act === "restart") await followDrawing(deps, tx, row)
    await setApplicationWanted(tx, tenantId, applicationId, wantedAfter[act])
    await recordAudit(tx, scope, {
      action: `application.${act}`,
      subjectType: "application",
      subjectId: applicationId,
      before: { wanted: row.wanted },
      after: { wanted: wantedAfter[act] },
    })
    return queueOperation(tx, scope, {
      kind: `application.${act}`,
      subject: { type: "application", id: applicationId, name: row.slug },
      vdcId: row.vdcId,
      input: {},
    })
  })

export const controlComponent = (
  deps: Deps,
  scope: TenantScope,
  componentId: string,
  act: "start" | "stop" | "restart",
): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const component = await findComponent(tx, tenantId, componentId)
    if (!component || component.application.deletedAt) throw notFound("component")
    const row = await locked(tx, tenantId, component.applicationId)
    if (row.wanted === "deleted") throw new DomainError("conflict", `${row.slug} is being deleted.`)
    if (row.wanted === "stopped" && act !== "stop")
      throw new DomainError("conflict", `${row.slug} is stopped: start the application, its components start in order.`)
    await makeWay(deps, tx, row, "refuse")
    await cancelActiveOperations(tx, tenantId, [componentId], deps.clock.now())
    await recordAudit(tx, scope, {
      action: `component.${act}`,
      subjectType: "component",
      subjectId: componentId,
      before: { wanted: component.wanted, path: component.path },
      after: null,
    })
    return queueOperation(tx, scope, {
      kind: `component.${act}`,
      subject: { type: "component", id: componentId, name: component.path },
      vdcId: row.vdcId,
      input: { componentIds: [componentId] },
    })
  })

export { locked as lockedApplication, makeWay }
