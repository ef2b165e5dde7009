import { inTenant, systemScope } from "../access"
import { loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { recordEvent } from "../monitoring"
import { holdRunning, type RunningOperation } from "../operation"
import { findUncopied, purgeTime, trashVolumes } from "../volume"
import { findApplication, flatOf, markApplicationDeleted } from "./application-store"
import { raiseRestartTokens, wantComponents } from "./component-store"
import { deleteDrafts } from "./draft-store"
import { redraw, rowContext } from "./redraw"
import { findForWorkflow, vdcOfComponents, type WaitView } from "./workflow-store"

export type Wave = { name: string; ids: string[] }

async function held(tx: Parameters<typeof holdRunning>[0], operation: RunningOperation): Promise<void> {
  if (!(await holdRunning(tx, operation.id)))
    throw new DomainError("conflict", "Cancelled: something else was asked for meanwhile.")
}

const namesOf = (components: readonly { name: string; count: number }[]): string =>
  components.map((c) => (c.count > 1 ? `${c.name} ×${c.count}` : c.name)).join(", ")

/** Components by start order, lower first; a name and how many of it, for people. */
async function startWaves(deps: Deps, tenantId: string, applicationId: string): Promise<Wave[]> {
  const rows = await inTenant(deps.db, systemScope(tenantId), (tx) => findForWorkflow(tx, tenantId, { applicationId }))
  const kept = rows.filter((c) => c.wanted !== "removed" && !c.standby)
  const orders = [...new Set(kept.map((c) => c.startOrder))].sort((a, b) => a - b)
  return orders.map((order) => {
    const wave = kept.filter((c) => c.startOrder === order)
    const names = [...new Set(wave.map((c) => c.name))]
    return {
      name: namesOf(names.map((name) => ({ name, count: wave.filter((c) => c.name === name).length }))),
      ids: wave.map((c) => c.id),
    }
  })
}

const want = (deps: Deps, operation: RunningOperation, ids: string[], wanted: "running" | "stopped" | "removed") =>
  inTenant(deps.db, systemScope(operation.tenantId), async (tx) => {
    await held(tx, operation)
    const vdcId = await vdcOfComponents(tx, operation.tenantId, ids)
    if (vdcId) await wantComponents(tx, { tenantId: operation.tenantId, vdcId, ids, wanted })
  })

/** Raises restart tokens; returns the instant after which a start counts. */
const restart = (deps: Deps, operation: RunningOperation, ids: string[]) =>
  inTenant(deps.db, systemScope(operation.tenantId), async (tx) => {
    await held(tx, operation)
    const vdcId = await vdcOfComponents(tx, operation.tenantId, ids)
    const since = deps.clock.now().toISOString()
    if (vdcId) {
      await wantComponents(tx, { tenantId: operation.tenantId, vdcId, ids, wanted: "running" })
      await raiseRestartTokens(tx, operation.tenantId, vdcId, ids)
    }
    return since
  })

/** An instance becomes what is drawn of it now, and starts anew; null when it is no longer there or no longer wanted. */
const redrawAndRestart = (deps: Deps, operation: RunningOperation, id: string) =>
  inTenant(deps.db, systemScope(operation.tenantId), async (tx) => {
    await held(tx, operation)
    const { tenantId, subjectId } = operation
    const row = await findApplication(tx, tenantId, subjectId)
    const component = row?.components.find((c) => c.id === id)
    if (!row || component?.wanted !== "running") return null
    const at = deps.clock.now()
    const context = await rowContext(deps, tx, row, await loadBoundaries(tx))
    await redraw(tx, context, flatOf(row), { rows: [component], at })
    await raiseRestartTokens(tx, tenantId, row.vdcId, [id])
    return { path: component.path, since: at.toISOString() }
  })

const nameOf = (deps: Deps, tenantId: string, id: string): Promise<string> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    const [component] = await findForWorkflow(tx, tenantId, { ids: [id] })
    return component ? `${component.name}[${component.index}]` : "what is no longer there"
  })

async function until(
  deps: Deps,
  tenantId: string,
  ids: string[],
  done: (component: WaitView) => boolean,
): Promise<true | string> {
  const rows = await inTenant(deps.db, systemScope(tenantId), (tx) => findForWorkflow(tx, tenantId, { ids }))
  const missing = rows.filter((c) => !done(c))
  const [first] = missing
  if (!first) return true
  const why = first.reason ? `: ${first.reason}` : ""
  return `${rows.length - missing.length} of ${rows.length} done; ${first.path} is ${first.state}${why}`
}

/** Volumes of these components that are still to be copied. */
const uncopied = (deps: Deps, { tenantId, subjectId: applicationId }: RunningOperation, ids: string[]) =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    const rows = await findForWorkflow(tx, tenantId, { ids })
    const instances = rows.map((c) => ({ componentName: c.name, componentIndex: c.index }))
    return { rows, volumes: await findUncopied(tx, { tenantId, applicationId, instances }) }
  })

/** True once each volume that is to be copied has a node. */
async function untilPlaced(deps: Deps, operation: RunningOperation, ids: string[]): Promise<true | string> {
  const { rows, volumes } = await uncopied(deps, operation, ids)
  const homeless = volumes.find((v) => v.replicas.length === 0)
  if (!homeless) return true
  const reason = rows.find((c) => homeless.path.startsWith(`${c.path}.`))?.reason
  return `${homeless.path} has no node yet${reason ? `: ${reason}` : ""}`
}

async function untilCopied(deps: Deps, operation: RunningOperation, ids: string[]): Promise<true | string> {
  const { volumes } = await uncopied(deps, operation, ids)
  const [first, ...more] = volumes
  if (!first) return true
  return `${first.path} (${first.sizeGib} GiB) is being copied${more.length > 0 ? `, and ${more.length} more` : ""}`
}

/** All components are let go, whatever they do; returns which. */
const removeAll = (deps: Deps, operation: RunningOperation) =>
  inTenant(deps.db, systemScope(operation.tenantId), async (tx) => {
    await held(tx, operation)
    const { tenantId, subjectId: applicationId } = operation
    const rows = await findForWorkflow(tx, tenantId, { applicationId })
    const ids = rows.map((c) => c.id)
    const vdcId = rows[0]?.vdcId
    if (vdcId) await wantComponents(tx, { tenantId, vdcId, ids, wanted: "removed" })
    return ids
  })

const finishDeletion = (deps: Deps, operation: RunningOperation) =>
  inTenant(deps.db, systemScope(operation.tenantId), async (tx) => {
    const { tenantId, subjectId: applicationId } = operation
    const now = deps.clock.now()
    await deleteDrafts(tx, tenantId, applicationId)
    const trashed = await trashVolumes(tx, { tenantId, applicationId }, now, purgeTime(now))
    const row = await markApplicationDeleted(tx, tenantId, applicationId, now)
    if (row)
      await recordEvent(tx, {
        tenantId,
        vdcId: row.vdcId,
        applicationId,
        kind: "application.deleted",
        message: `${row.slug} was deleted; ${trashed} volumes are in the trash until ${purgeTime(now).toISOString().slice(0, 10)}.`,
      })
  })

/** What workflows do to components. */
export const createComponentActs = (deps: Deps) => ({
  startWaves: (tenantId: string, applicationId: string) => startWaves(deps, tenantId, applicationId),
  want: (operation: RunningOperation, ids: string[], wanted: "running" | "stopped" | "removed") =>
    want(deps, operation, ids, wanted),
  restart: (operation: RunningOperation, ids: string[]) => restart(deps, operation, ids),
  redrawAndRestart: (operation: RunningOperation, id: string) => redrawAndRestart(deps, operation, id),
  nameOf: (tenantId: string, id: string) => nameOf(deps, tenantId, id),
  untilRunning: (tenantId: string, ids: string[]) => until(deps, tenantId, ids, (c) => c.state === "running"),
  untilStopped: (tenantId: string, ids: string[]) =>
    until(deps, tenantId, ids, (c) => c.state === "stopped" || c.state === "absent"),
  untilRestarted: (tenantId: string, ids: string[], since: Date) =>
    until(deps, tenantId, ids, (c) => c.state === "running" && c.startedAt !== null && c.startedAt >= since),
  hasUncopied: async (operation: RunningOperation, ids: string[]) =>
    (await uncopied(deps, operation, ids)).volumes.length > 0,
  untilPlaced: (operation: RunningOperation, ids: string[]) => untilPlaced(deps, operation, ids),
  untilCopied: (operation: RunningOperation, ids: string[]) => untilCopied(deps, operation, ids),
  untilGone: async (tenantId: string, ids: string[]) => until(deps, tenantId, ids, () => false),
  removeAll: (operation: RunningOperation) => removeAll(deps, operation),
  finishDeletion: (operation: RunningOperation) => finishDeletion(deps, operation),
})
