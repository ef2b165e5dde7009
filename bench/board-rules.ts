import { Blueprint, type ClassBoundary } from "../lib/blueprint/document"
import { applyEdit } from "../lib/blueprint/edit"
import { validateBlueprint } from "../lib/blueprint/validate-blueprint"
import { newId } from "../lib/ids"
import { seedCatalog } from "../prisma/seed/catalog"
import { seedHosting } from "../prisma/seed/hosting"
import type { Db } from "../server/db"
import { systemScope } from "../server/domain/access"
import type { Deps } from "../server/domain/deps"
import { LiveChanges } from "../server/domain/monitoring"
import { createFakeFabric, ManualClock } from "../server/fabric/fake"
import { buildServices } from "../server/services"
import { depsInMemory } from "../tests/support/deps-in-memory"
import { isMain, percentile } from "./figure"
import { largeDrawing, relay, relayClass } from "./large-drawing"
import { type BenchInput, type BenchResult, runAlone, withScratchDatabase } from "./scratch-database"

/** A gesture is followed by its problems within one frame. */
const editLimitMs = 16
const planLimitMs = 200
const size = { components: 500, wires: 1_000 }

const boundaries: Record<string, ClassBoundary> = { [`${relay}@1`]: relayClass }

/** An edit and all rules after it, on the largest drawing the board is made for, as the page does it. */
export async function run(_input: BenchInput): Promise<BenchResult> {
  let drawing = largeDrawing(size)
  const names = drawing.components.map((c) => c.name)
  const took: number[] = []
  for (let at = 0; at < 300; at++) {
    const name = names[at % names.length] ?? ""
    const start = performance.now()
    drawing = applyEdit(drawing, { kind: "change", names: [name], change: { resources: { memoryMib: 100 + at } } })
    const problems = validateBlueprint(drawing, boundaries)
    took.push(performance.now() - start)
    if (problems.length > 0) throw new Error(problems[0]?.message)
  }
  const late = percentile(took, 0.95)
  return {
    name: `whiteboard, an edit and its rules (${size.components} components, ${size.wires} wires)`,
    ratio: late / editLimitMs,
    pass: late <= editLimitMs,
    detail: `${percentile(took, 0.5).toFixed(1)} ms, 95 of 100 within ${late.toFixed(1)} ms; at most ${editLimitMs} ms`,
  }
}

/** The plan of a change to a drawing of that size, from PostgreSQL to the answer. */
export function runPlan({ databaseUrl }: BenchInput): Promise<BenchResult> {
  return withScratchDatabase(databaseUrl, async ({ worker }) => {
    const { services, scope, applicationId } = await drawn(worker, databaseUrl)
    const before = largeDrawing(size)
    const took: number[] = []
    for (let at = 0; at < 30; at++) {
      const changed = before.components.slice(at, at + 50).map((c) => c.name)
      const change = { count: 1 + (at % 3), resources: { cpuMillis: 60 + at } }
      const blueprint = applyEdit(before, { kind: "change", names: changed, change })
      const start = performance.now()
      const plan = await services.applications.plan(scope, { applicationId, blueprint })
      took.push(performance.now() - start)
      if (plan.problems.length > 0 || plan.changes.length !== 50)
        throw new Error("this is not the plan of fifty changes")
    }
    const late = percentile(took.slice(5), 0.95)
    return {
      name: `whiteboard, a plan (${size.components} components, ${size.wires} wires)`,
      ratio: late / planLimitMs,
      pass: late <= planLimitMs,
      detail: `${percentile(took.slice(5), 0.5).toFixed(0)} ms, 95 of 100 within ${late.toFixed(0)} ms; at most ${planLimitMs} ms`,
    }
  })
}

/** A stopped application of that drawing, made the way people make one. */
async function drawn(db: Db, databaseUrl: string) {
  await seedCatalog(db)
  await seedHosting(db)
  const clock = new ManualClock(Date.parse("2026-03-01T12:00:00Z"))
  const fabric = createFakeFabric({ clock, mirrors: "live" })
  const deps: Deps = { ...depsInMemory(clock, () => fabric), db, providerDb: db }
  const services = buildServices(deps, new LiveChanges(databaseUrl, (error) => console.error(error)))
  const tenant = await db.tenant.create({ data: { slug: "bench", name: "Bench", billingAnchor: deps.clock.now() } })
  const made = await db.applianceClass.create({ data: { name: relay, title: relay, summary: "", glyph: "box" } })
  await db.classVersion.create({
    data: { classId: made.id, version: 1, boundary: relayClass, images: { embedded: "web@1" } },
  })
  const { id: dataCenterId } = await db.dataCenter.findFirstOrThrow({ where: { fabric: "embedded" } })
  const bought = await db.package.findFirstOrThrow({ where: { slug: "team" } })
  const vdc = { id: newId(), tenantId: tenant.id, slug: "bench", name: "Bench", dataCenterId, packageId: bought.id }
  await db.vdc.create({ data: { ...vdc, state: "active" } })
  const free = await db.node.findMany({
    where: { dataCenterId, machineClassId: bought.machineClassId, state: "available" },
    take: bought.nodes,
  })
  for (const { id: nodeId } of free)
    await db.nodeAssignment.create({
      data: { tenantId: tenant.id, vdcId: vdc.id, nodeId, startsAt: deps.clock.now() },
    })
  const scope = systemScope(tenant.id)
  const { subject, id } = await services.applications.draw(scope, { vdcId: vdc.id, name: "large" })
  await db.operation.update({ where: { id }, data: { state: "succeeded" } })
  const blueprint = Blueprint.parse(largeDrawing(size))
  const apply = { applicationId: subject.id, blueprint, baseRevision: 1, message: "", start: false }
  const applied = await services.applications.apply(scope, apply)
  await db.operation.update({ where: { id: applied.id }, data: { state: "succeeded" } })
  return { services, scope, applicationId: subject.id }
}

if (isMain(import.meta.url)) {
  await runAlone(run)
  await runAlone(runPlan)
}
