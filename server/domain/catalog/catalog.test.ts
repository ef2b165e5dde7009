import { afterAll, beforeAll, expect, test } from "vitest"
import { instancesOf, startWaves, validateBlueprint } from "@/lib/blueprint"
import { newId } from "@/lib/ids"
import { seedCatalog } from "@/prisma/seed/catalog"
import { type Db, openDatabase } from "@/server/db"
import { createTestDatabase, type TestDatabase } from "@/tests/support/database"
import { inTenant, systemScope, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { createCatalog, findTemplate, loadBoundaries, loadImages } from "./index"

let database: TestDatabase
let worker: Db
let web: Db
let catalog: ReturnType<typeof createCatalog>
let ours: TenantScope
let theirs: TenantScope

const tenant = async (slug: string): Promise<TenantScope> => {
  const { id } = await worker.tenant.create({ data: { slug, name: slug, timeZone: "UTC", billingAnchor: new Date() } })
  return systemScope(id)
}

beforeAll(async () => {
  database = await createTestDatabase()
  worker = openDatabase(database.workerUrl, { max: 4, name: "test-worker" })
  web = openDatabase(database.webUrl, { max: 2, name: "test-web" })
  await Promise.all([seedCatalog(worker), seedCatalog(worker)])
  // The catalog asks nothing else of its surroundings.
  catalog = createCatalog({ db: web } as Deps)
  ours = await tenant("ours")
  theirs = await tenant("theirs")
})
afterAll(async () => {
  await Promise.all([worker.$disconnect(), web.$disconnect()])
  await database.drop()
})

test("seeding again, even at once, adds nothing", async () => {
  await seedCatalog(worker)
  expect(await worker.applianceClass.count()).toBe(10)
  expect(await worker.classVersion.count()).toBe(10)
  expect(await worker.template.count()).toBe(3)
})

test("every template may run as it is drawn, data first and the gateway last", async () => {
  const { items } = await catalog.listTemplates(ours, { limit: 100 })
  const boundaries = await loadBoundaries(worker)
  const images = { embedded: await loadImages(worker, "embedded"), lxd: await loadImages(worker, "lxd") }
  expect(items.map((t) => [t.slug, t.fabrics])).toEqual([
    ["scalable-web", ["embedded", "lxd"]],
    ["static-site", ["embedded", "lxd"]],
    ["scalable-lamp", ["lxd"]],
  ])
  for (const { blueprint, fabrics } of items) {
    expect(validateBlueprint(blueprint, boundaries)).toEqual([])
    for (const fabric of ["embedded", "lxd"] as const)
      expect(blueprint.components.every((c) => images[fabric][`${c.class}@${c.version}`] === `${c.class}@1`)).toBe(
        fabrics.includes(fabric),
      )
    expect(
      startWaves(blueprint)
        .at(-1)
        ?.components.map((c) => c.name),
    ).toEqual(["gateway"])
  }
  const site = items.find((t) => t.slug === "scalable-web")
  expect(site && instancesOf("shop", site.blueprint).map((i) => i.path)).toEqual([
    "shop:main.gateway[0]",
    "shop:main.balancer[0]",
    "shop:main.web[0]",
    "shop:main.web[1]",
    "shop:main.db[0]",
    "shop:main.nas[0]",
  ])
})

test("classes and templates are found by name, slug and id; what is not there is not found", async () => {
  const web1 = await catalog.getClass(ours, "web")
  expect(web1).toMatchObject({ version: 1, versions: [1], fabrics: ["embedded", "lxd"] })
  const template = await catalog.getTemplate(ours, "static-site")
  expect(await catalog.getTemplate(ours, template.id)).toEqual(template)
  await expect(catalog.getClass(ours, "nginx")).rejects.toMatchObject({ code: "not_found" })
  await expect(catalog.getTemplate(ours, newId())).rejects.toMatchObject({ code: "not_found" })
  await expect(catalog.getTemplate(ours, "-".repeat(36))).rejects.toMatchObject({ code: "not_found" })
})

test("lists page by cursor", async () => {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await catalog.listClasses(ours, { cursor, limit: 4 })
    names.push(...page.items.map((c) => c.name))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(names).toEqual([
    "apache",
    "balancer",
    "debian",
    "gateway",
    "job",
    "mariadb",
    "nas",
    "postgres",
    "scalable-web-tier",
    "web",
  ])
  await expect(catalog.listClasses(ours, { cursor: "nonsense", limit: 4 })).rejects.toMatchObject({ field: "cursor" })
})

test("a company's own class and template are its own", async () => {
  const { tenantId } = ours
  const own = { tenantId, title: "Mine", name: "mine", summary: "", glyph: "box" }
  const { id: classId } = await worker.applianceClass.create({ data: own })
  const { boundary } = await catalog.getClass(ours, "web")
  await worker.classVersion.create({ data: { tenantId, classId, version: 1, boundary, images: {} } })
  const { blueprint } = await catalog.getTemplate(ours, "static-site")
  await worker.template.create({ data: { tenantId, slug: "mine", name: "Mine", summary: "", glyph: "box", blueprint } })
  expect((await catalog.listClasses(ours, { limit: 100 })).items.map((c) => c.name)).toContain("mine")
  expect((await catalog.listClasses(theirs, { limit: 100 })).items.map((c) => c.name)).not.toContain("mine")
  await expect(catalog.getClass(theirs, "mine")).rejects.toMatchObject({ code: "not_found" })
  await expect(catalog.getTemplate(theirs, "mine")).rejects.toMatchObject({ code: "not_found" })
  expect(Object.keys(await inTenant(web, theirs, (tx) => loadBoundaries(tx)))).not.toContain("mine@1")
  expect(await inTenant(web, ours, (tx) => findTemplate(tx, "mine"))).toMatchObject({ slug: "mine" })
})

test("a released version never changes, and a company cannot write into the global catalog", async () => {
  await expect(worker.classVersion.updateMany({ data: { changelog: "better" } })).rejects.toThrow()
  const forged = { name: "forged", title: "", summary: "", glyph: "" }
  await expect(inTenant(web, ours, (tx) => tx.applianceClass.create({ data: forged }))).rejects.toThrow()
})
