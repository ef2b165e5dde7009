import type { z } from "zod"
import { type Instance, instanceKey, type tellChange } from "@/lib/blueprint"
import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { ApplyDrawing } from "@/lib/schemas/drawing"
import type { OperationOut } from "@/lib/schemas/operation"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { recordEvent } from "../monitoring"
import { queueOperation } from "../operation"
import { insertVolumes, purgeTime, trashVolumes } from "../volume"
import { type ApplicationRow, type Drawn, flatOf, insertRevision, setApplicationWanted } from "./application-store"
import { componentRows, type RowContext, volumeRows } from "./component-rows"
import { insertComponents, wakeReconcile, wantComponents } from "./component-store"
import { lockedApplication, makeWay } from "./control-application"
import { deleteDraft } from "./draft-store"
import { drawingToPlan, instancesByFate, planFor } from "./plan-drawing"
import { needsRestart, redraw, rowContext } from "./redraw"

export type ApplyInput = z.infer<typeof ApplyDrawing>

/** Instances that start anew one after the other, in start order: of an array always some serve. */
function rollingOf(context: RowContext, row: ApplicationRow, after: Blueprint): string[] {
  if (row.wanted !== "running") return []
  const drawn = new Map(after.components.map((c) => [c.name, c]))
  return row.components
    .filter((c) => c.wanted === "running")
    .filter((c) => {
      const component = drawn.get(c.name)
      return component && c.index < component.count && needsRestart(context, component, c)
    })
    .map((c) => c.id)
}

/** What an earlier revision dropped has to be gone before another takes its name. */
function expectGone({ components }: ApplicationRow, added: readonly Instance[]): void {
  const leaving = components.find(
    (c) => c.wanted === "removed" && added.some((i) => i.name === c.name && i.index === c.index),
  )
  if (leaving)
    throw new DomainError("conflict", `${leaving.path} is still being removed. Wait a moment, then try again.`)
}

type Revised = Drawn & { message: string; boundaries: Record<string, ClassBoundary>; start: boolean }

/**
 * Writes the next revision and makes rows follow it; what takes time is the operation's. Everything in one transaction: it is applied
 * whole or not at all. Instances that have to start anew wait for the operation, which takes one after the other.
 */
export async function applyRevision(
  deps: Deps,
  tx: Tx,
  scope: TenantScope,
  row: ApplicationRow,
  { blueprint, flat: after, message, boundaries, start }: Revised,
): Promise<{ number: number; operation: OperationOut }> {
  const { tenantId, vdcId, slug } = row
  const at = deps.clock.now()
  const before = flatOf(row)
  const context = await rowContext(deps, tx, row, boundaries)
  const { added, removed } = instancesByFate(slug, before, after)
  expectGone(row, added)
  const gone = new Set(removed.map(instanceKey))
  const removedIds = row.components.filter((c) => gone.has(instanceKey(c))).map((c) => c.id)
  const rolling = rollingOf(context, row, after)
  const number = await insertRevision(tx, {
    tenantId,
    applicationId: row.id,
    blueprint,
    flat: after,
    message,
    actor: scope.actor,
  })
  if (removed.length > 0) {
    const instances = removed.map((i) => ({ componentName: i.name, componentIndex: i.index }))
    await trashVolumes(tx, { tenantId, applicationId: row.id, instances }, at, purgeTime(at))
    await wantComponents(tx, { tenantId, vdcId, ids: removedIds, wanted: "removed" })
  }
  await insertComponents(tx, componentRows(context, after, added))
  await insertVolumes(tx, volumeRows(context, after, added))
  await redraw(tx, context, after, { rows: row.components, later: new Set(rolling), at })
  const resting = new Set(after.components.filter((c) => c.standby).map((c) => c.name))
  const ids = row.components.filter((c) => resting.has(c.name) && c.wanted === "running").map((c) => c.id)
  if (ids.length > 0) await wantComponents(tx, { tenantId, vdcId, ids, wanted: "stopped" })
  const starts = start && row.wanted === "stopped"
  if (starts) await setApplicationWanted(tx, tenantId, row.id, "running")
  await wakeReconcile(tx, vdcId)
  const operation = await queueOperation(tx, scope, {
    kind: "application.apply",
    subject: { type: "application", id: row.id, name: slug },
    vdcId,
    input: { removedIds, rolling, running: row.wanted === "running" || starts },
  })
  return { number, operation }
}

function refuse({ plan }: Awaited<ReturnType<typeof planFor>>, runs: boolean): void {
  const [first, ...more] = plan.problems
  const rest = (count: number) => (count > 0 ? ` ${count} more: plan it to see all.` : "")
  if (first) throw new DomainError("invalid", `${first.message} ${first.fix}${rest(more.length)}`.trim(), first.field)
  const [misfit, ...others] = plan.misfits
  if (misfit && runs)
    throw new DomainError(
      "over_quota",
      `This does not fit the virtual data center: ${misfit}${rest(others.length)} Choose smaller sizes or fewer instances, stop something, or add nodes.`,
    )
}

/** "web changed, db added" */
function summary(changes: ReturnType<typeof tellChange>): string {
  const [first, second, ...more] = changes
  if (!first) return "Only the picture changed"
  const text = (c: (typeof changes)[number]): string =>
    c.act === "changed" ? `${c.component}: ${c.lines.join(", ")}` : `${c.component} ${c.act}`
  return `${[first, second].flatMap((c) => (c ? [text(c)] : [])).join("; ")}${more.length > 0 ? `; and ${more.length} more` : ""}`.slice(
    0,
    200,
  )
}

/** A drawing becomes what is wanted. Throws `conflict` when somebody applied another one since it was begun. */
export const applyDrawing = (deps: Deps, scope: TenantScope, input: ApplyInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await lockedApplication(tx, scope.tenantId, input.applicationId)
    if (row.wanted === "deleted") throw new DomainError("conflict", `${row.slug} is being deleted.`)
    const current = row.revision?.number ?? 0
    if (input.baseRevision !== current)
      throw new DomainError(
        "conflict",
        `Revision ${current} was applied since you began with revision ${input.baseRevision}. Bring your changes onto it, then apply again.`,
        "baseRevision",
      )
    await makeWay(deps, tx, row, "refuse")
    const after = await drawingToPlan(tx, scope, row, input.blueprint)
    const planned = await planFor(tx, row, after, deps.clock.now())
    refuse(planned, row.wanted === "running" || input.start)
    const told = summary(planned.plan.changes)
    const { number, operation } = await applyRevision(deps, tx, scope, row, {
      blueprint: after,
      flat: planned.flat,
      message: input.message || told,
      boundaries: planned.boundaries,
      start: input.start,
    })
    await deleteDraft(tx, scope, row.id)
    await recordAudit(tx, scope, {
      action: "application.apply",
      subjectType: "application",
      subjectId: row.id,
      before: { revision: current },
      after: { revision: number, message: input.message || told, changes: planned.plan.changes.length },
    })
    await recordEvent(tx, {
      tenantId: scope.tenantId,
      vdcId: row.vdcId,
      applicationId: row.id,
      kind: "application.applied",
      message: `Revision ${number} of ${row.slug} is applied: ${told}.`,
    })
    return operation
  })
