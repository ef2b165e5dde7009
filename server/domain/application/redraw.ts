import type { Instance } from "@/lib/blueprint"
import type { Blueprint, BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"
import { isSame } from "@/lib/blueprint/is-same"
import { groupBy } from "@/lib/group-by"
import type { Tx } from "@/server/db"
import { loadBoundaries, loadImages } from "../catalog"
import type { Deps } from "../deps"
import { insertVolumes, livingVolumes, purgeTime, trashVolumes } from "../volume"
import { type ApplicationRow, type ComponentRow, flatOf, lockVdc } from "./application-store"
import { drawnRow, type RowContext, volumeRows } from "./component-rows"
import { redrawComponents } from "./component-store"

/** What rows of an application are made with. */
export async function rowContext(
  deps: Deps,
  tx: Tx,
  row: ApplicationRow,
  boundaries: Record<string, ClassBoundary>,
): Promise<RowContext> {
  const vdc = await lockVdc(tx, row.tenantId, row.vdcId)
  return {
    tenantId: row.tenantId,
    vdcId: row.vdcId,
    applicationId: row.id,
    slug: row.slug,
    encryptionKey: deps.settings.encryptionKey,
    boundaries,
    images: await loadImages(tx, vdc?.dataCenter.fabric ?? "embedded"),
  }
}

/** What only a restart brings to an instance; the rest is changed while it runs. */
const restarting = ["className", "classVersion", "image", "properties"] as const

const isUpToDate = (row: ComponentRow, drawn: ReturnType<typeof drawnRow>): boolean =>
  (Object.keys(drawn) as (keyof typeof drawn)[]).every((part) => isSame(row[part], drawn[part]))

function withoutRestart(drawn: ReturnType<typeof drawnRow>) {
  const { className: _c, classVersion: _v, image: _i, properties: _p, ...rest } = drawn
  return rest
}

/** True where bringing the row to what is drawn restarts it, and it stays what it is: the same class, the same data. */
export function needsRestart(
  context: Pick<RowContext, "boundaries" | "images">,
  component: BlueprintComponent,
  row: ComponentRow,
): boolean {
  const drawn = drawnRow(context, component)
  if (row.className !== drawn.className) return false
  return restarting.some((part) => !isSame(row[part], drawn[part]))
}

/** Volumes of an instance follow its class: what it no longer declares goes to the trash, what it declares now is made. */
async function redrawVolumes(
  tx: Tx,
  context: RowContext,
  blueprint: Blueprint,
  { row, isReplaced, at }: { row: ComponentRow; isReplaced: boolean; at: Date },
): Promise<void> {
  const { tenantId, applicationId } = context
  const instance: Instance = { name: row.name, index: row.index, path: row.path }
  const place = { tenantId, applicationId, instances: [{ componentName: row.name, componentIndex: row.index }] }
  const wanted = volumeRows(context, blueprint, [instance])
  const living = isReplaced ? [] : await livingVolumes(tx, place)
  const dropped = living.filter((v) => !wanted.some((w) => w.name === v.name)).map((v) => v.name)
  if (isReplaced) await trashVolumes(tx, place, at, purgeTime(at))
  else if (dropped.length > 0) await trashVolumes(tx, { ...place, names: dropped }, at, purgeTime(at))
  await insertVolumes(
    tx,
    wanted.filter((w) => !living.some((v) => v.name === w.name)),
  )
}

/**
 * Makes rows what the drawing says of them. `later`: instances that somebody restarts one after the other afterwards; of them only what
 * needs no restart is changed now. Safe to call again.
 */
export async function redraw(
  tx: Tx,
  context: RowContext,
  blueprint: Blueprint,
  { rows, later = new Set(), at }: { rows: readonly ComponentRow[]; later?: ReadonlySet<string>; at: Date },
): Promise<void> {
  const byName = groupBy(rows, (row) => row.name)
  for (const component of blueprint.components) {
    const drawn = drawnRow(context, component)
    const mine = (byName.get(component.name) ?? []).filter(
      (row) => row.wanted !== "removed" && row.index < component.count && !isUpToDate(row, drawn),
    )
    const [waiting, now] = [mine.filter((row) => later.has(row.id)), mine.filter((row) => !later.has(row.id))]
    const ids = (some: readonly ComponentRow[]) => some.map((row) => row.id)
    if (waiting.length > 0) await redrawComponents(tx, context.tenantId, ids(waiting), withoutRestart(drawn))
    if (now.length > 0) await redrawComponents(tx, context.tenantId, ids(now), drawn)
    for (const row of now) {
      const isReplaced = row.className !== drawn.className
      if (isReplaced || row.classVersion !== drawn.classVersion)
        await redrawVolumes(tx, context, blueprint, { row, isReplaced, at })
    }
  }
}

/** What an apply that was broken off left as it was before is as drawn, before it is started again. */
export async function followDrawing(deps: Deps, tx: Tx, row: ApplicationRow): Promise<void> {
  const context = await rowContext(deps, tx, row, await loadBoundaries(tx))
  await redraw(tx, context, flatOf(row), { rows: row.components, at: deps.clock.now() })
}
