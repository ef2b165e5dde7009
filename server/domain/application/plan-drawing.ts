import type { z } from "zod"
import {
  type Instance,
  instanceKey,
  instancesOf,
  planChange,
  tellChange,
  type Violation,
  validateBlueprint,
} from "@/lib/blueprint"
import type { Blueprint, BlueprintComponent } from "@/lib/blueprint/document"
import { fabricNames } from "@/lib/fabric"
import type { PlanDrawing, PlanOut } from "@/lib/schemas/drawing"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { loadBoundaries, loadFabrics, loadImages, withoutImage } from "../catalog"
import type { Deps } from "../deps"
import { type Fleet, loadFleet } from "../placement"
import { livingVolumes, trashDays } from "../volume"
import { type ApplicationRow, blueprintOf, flatOf } from "./application-store"
import { volumeRows } from "./component-rows"
import { hourlyOfDrawing } from "./core/price"
import { findDraft } from "./draft-store"
import { expectApplication } from "./expect-application"
import { flattenDrawing } from "./flatten-drawing"
import { misfitsOf, noMachineFor } from "./quote-application"
import { needsRestart } from "./redraw"
import { findDataCenterOf, findRates } from "./surroundings-store"

type Plan = z.infer<typeof PlanOut>
type Boundaries = Awaited<ReturnType<typeof loadBoundaries>>
export type PlanInput = z.infer<typeof PlanDrawing>

/** Instances by what becomes of them. One of another class now is `replaced`: it keeps its name and nothing else. */
export function instancesByFate(slug: string, before: Blueprint, after: Blueprint) {
  const change = planChange(before, after)
  const [old, next] = [instancesOf(slug, before), instancesOf(slug, after)]
  const [addedKeys, removedKeys] = [new Set(change.added.map(instanceKey)), new Set(change.removed.map(instanceKey))]
  const restartedKeys = new Set(change.restarted.map(instanceKey))
  const added = next.filter((i) => addedKeys.has(instanceKey(i)))
  const removed = old.filter((i) => removedKeys.has(instanceKey(i)))
  return {
    added: added.filter((i) => !removedKeys.has(instanceKey(i))),
    removed: removed.filter((i) => !addedKeys.has(instanceKey(i))),
    replaced: added.filter((i) => removedKeys.has(instanceKey(i))),
    restarted: change.changed.filter((c) => restartedKeys.has(instanceKey(c))),
  }
}

type Living = Awaited<ReturnType<typeof livingVolumes>>

const nameOf = (v: { componentName: string; componentIndex: number; name: string }): string =>
  `${v.componentName}[${v.componentIndex}].${v.name}`

/** Volumes the drawing asks for and there are none of, and those there are that nothing drawn holds. */
function volumeChanges(
  row: Pick<ApplicationRow, "id" | "tenantId" | "vdcId" | "slug">,
  boundaries: Boundaries,
  { after, replaced, living }: { after: Blueprint; replaced: readonly Instance[]; living: Living },
) {
  const context = { tenantId: row.tenantId, vdcId: row.vdcId, applicationId: row.id, boundaries }
  const wanted = volumeRows(context, after, instancesOf(row.slug, after))
  const leaving = new Set(replaced.map(instanceKey))
  const stays = living.filter((v) => !leaving.has(instanceKey({ name: v.componentName, index: v.componentIndex })))
  const [have, want] = [new Set(stays.map(nameOf)), new Set(wanted.map(nameOf))]
  const kept = new Set(stays.filter((v) => want.has(nameOf(v))).map((v) => v.id))
  return {
    created: wanted.filter((v) => !have.has(nameOf(v))),
    orphaned: living.filter((v) => !kept.has(v.id)),
    kept: stays.filter((v) => kept.has(v.id)),
  }
}

/** The size of a volume, and whether it is mirrored, are chosen when it is made. */
function fixedVolumes({ components }: Blueprint, kept: Living): Violation[] {
  const drawn = new Map(components.map((c) => [c.name, c]))
  const told = new Set<string>()
  return kept.flatMap((volume) => {
    const wanted = drawn.get(volume.componentName)?.volumes[volume.name]
    const field = `components.${volume.componentName}.volumes.${volume.name}`
    if (!wanted || told.has(field)) return []
    if (wanted.sizeGib === volume.sizeGib && wanted.mirrored === volume.mirrored) return []
    told.add(field)
    const is = `${volume.sizeGib} GiB${volume.mirrored ? ", mirrored" : ", not mirrored"}`
    return [
      {
        rule: "volume_fixed",
        component: volume.componentName,
        message: `${volume.path} is there already: ${is}.`,
        fix: "Leave it as it is; its size and mirror are chosen when it is made.",
        field,
      },
    ]
  })
}

function unknownPins({ components }: Blueprint, fleet: Fleet): Violation[] {
  const nodes = new Set(fleet.nodes.map((n) => n.id))
  return components
    .filter((c) => c.pin.some((id) => !nodes.has(id)))
    .map((c) => ({
      rule: "unknown_node",
      component: c.name,
      message: `${c.name} is pinned to a node that is not of this virtual data center.`,
      fix: "Choose one of its nodes, or none.",
      field: `components.${c.name}.pin`,
    }))
}

function missingImages(components: readonly BlueprintComponent[], missing: readonly string[], on: string): Violation[] {
  return components
    .filter((c) => missing.includes(`${c.class}@${c.version}`))
    .map((c) => ({
      rule: "no_image",
      component: c.name,
      message: `${c.class}@${c.version} has no image for ${on}.`,
      fix: "Choose another class, or a data center it runs in.",
    }))
}

/** `flat`: the drawing with every assembly opened. */
export type Planned = { plan: Plan; boundaries: Boundaries; flat: Blueprint }

/** All that applying `drawing` would do to the application, and all that keeps it from being applied. */
export async function planFor(tx: Tx, row: ApplicationRow, drawing: Blueprint, at: Date): Promise<Planned> {
  const { tenantId, slug, vdcId } = row
  const [before, after] = [flatOf(row), await flattenDrawing(tx, drawing)]
  const boundaries = await loadBoundaries(tx)
  const dataCenter = await findDataCenterOf(tx, tenantId, vdcId)
  const fleet = await loadFleet(tx, vdcId)
  const tariff = (await findRates(tx, [dataCenter.id], at)).get(dataCenter.id)
  const broken = validateBlueprint(drawing, boundaries)
  const fate = instancesByFate(slug, before, after)
  const living = await livingVolumes(tx, { tenantId, applicationId: row.id })
  const volumes = volumeChanges(row, boundaries, { after, replaced: fate.replaced, living })
  const missing = withoutImage(after.components, await loadFabrics(tx), dataCenter.fabric)
  const problems = [
    ...broken,
    ...unknownPins(after, fleet),
    ...fixedVolumes(after, volumes.kept),
    ...missingImages(after.components, missing, fabricNames[dataCenter.fabric]),
    ...noMachineFor(fleet, after, boundaries),
  ]
  const misfits = problems.length > 0 ? [] : misfitsOf(fleet, after, boundaries, row.id)
  const rates = tariff?.rates ?? {}
  const running = new Map(row.components.filter((c) => c.wanted === "running").map((c) => [instanceKey(c), c]))
  const images = await loadImages(tx, dataCenter.fabric)
  // A value that is written out as the class has it anyway restarts nothing.
  const restarts = fate.restarted.filter((c) => {
    const [is, drawn] = [running.get(instanceKey(c)), after.components.find(({ name }) => name === c.name)]
    return missing.length === 0 && broken.length === 0 && is && drawn && needsRestart({ boundaries, images }, drawn, is)
  })
  const pathOf = (i: { name: string; index: number }) => `${slug}:main.${instanceKey(i)}`
  const plan: Plan = {
    currentRevision: row.revision?.number ?? 0,
    changes: tellChange(blueprintOf(row), drawing),
    added: fate.added.map((i) => i.path),
    removed: fate.removed.map((i) => i.path),
    restarted: [
      ...fate.replaced.map((i) => ({ path: i.path, why: "it is of another class, and starts with empty volumes" })),
      ...restarts.map((c) => ({ path: pathOf(c), why: whyRestarted(c.parts) })),
    ],
    volumesCreated: volumes.created.map(({ path, sizeGib, mirrored }) => ({ path, sizeGib, mirrored })),
    volumesOrphaned: volumes.orphaned.map(({ path, sizeGib, replicas }) => ({
      path,
      sizeGib,
      usedBytes: (replicas[0]?.usedBytes ?? 0n).toString(),
    })),
    trashDays,
    hourlyMicrosBefore: hourlyOfDrawing(rates, before).toString(),
    hourlyMicrosAfter: hourlyOfDrawing(rates, after).toString(),
    currency: tariff?.currency ?? "EUR",
    problems,
    misfits,
    isApplicable: problems.length === 0 && (misfits.length === 0 || row.wanted !== "running"),
  }
  return { plan, boundaries, flat: after }
}

function whyRestarted(parts: readonly string[]): string {
  const reasons = [
    ...(parts.includes("version") ? ["its class has another version"] : []),
    ...(parts.includes("properties") ? ["its properties are read when it starts"] : []),
  ]
  return reasons.join(", and ")
}

/** What is planned of: the drawing that was sent, the caller's draft, or what is wanted. */
export async function drawingToPlan(
  tx: Tx,
  scope: TenantScope,
  row: ApplicationRow,
  sent: Blueprint | undefined,
): Promise<Blueprint> {
  if (sent) return sent
  return (await findDraft(tx, scope, row.id))?.blueprint ?? blueprintOf(row)
}

export const planDrawing = (deps: Deps, scope: TenantScope, input: PlanInput): Promise<Plan> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, input.applicationId)
    const after = await drawingToPlan(tx, scope, row, input.blueprint)
    return (await planFor(tx, row, after, deps.clock.now())).plan
  })
