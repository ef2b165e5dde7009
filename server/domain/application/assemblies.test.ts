import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Blueprint, type ClassBoundary, interiorOf, withAssembly } from "@/lib/blueprint"
import { newComponent } from "@/lib/blueprint/edit"
import { newId } from "@/lib/ids"
import { systemScope, type TenantScope } from "@/server/domain/access"
import { loadBoundaries } from "@/server/domain/catalog"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string
let boundaries: Record<string, ClassBoundary>
let stranger: TenantScope

beforeAll(async () => {
  world = await ApplicationWorld.open()
  boundaries = await loadBoundaries(world.db)
  shop = await world.provision("shop")
  await world.settle()
  const { id } = await world.db.tenant.create({ data: { slug: "other", name: "Other", billingAnchor: new Date() } })
  stranger = systemScope(id)
})
afterAll(() => world?.close())

const acts = () => world.web.applications
const catalog = () => world.web.catalog
const drawing = async (id = shop): Promise<Blueprint> => (await world.application(id)).blueprint

const servers = { property: "servers", title: "Web servers", component: "web", to: { kind: "count" as const } }
const tierOf = async () =>
  interiorOf(await drawing(), new Set(["balancer", "web"]), boundaries, { redirects: [servers] })
const release = async (interior: Awaited<ReturnType<typeof tierOf>>, more: { name?: string; after?: number } = {}) =>
  catalog().makeAssembly(world.scope, {
    tenantId: world.scope.tenantId,
    name: "web-tier",
    title: "Web tier",
    summary: "Balancer and web servers",
    glyph: "package",
    changelog: "",
    after: 0,
    interior,
    ...more,
  })
const apply = (blueprint: Blueprint, id = shop) => world.apply(id, blueprint)
const namesOf = async (id = shop) =>
  (await world.application(id)).instances.map((c) => `${c.name}[${c.index}] ${c.state}`).sort()

describe("an assembly", () => {
  test("is released into the company's catalog, with the boundary of what is inside", async () => {
    const made = await release(await tierOf())
    expect(made).toMatchObject({
      catalog: "tenant",
      version: 1,
      earlier: [],
      retiredAt: null,
      fabrics: ["embedded", "lxd"],
    })
    expect(made.boundary.terminals.map((t) => `${t.direction} ${t.name}`).sort()).toEqual([
      "input in",
      "output content",
      "output db",
    ])
    expect(made.boundary.properties).toMatchObject([{ name: "servers", default: 2, min: 1, max: 50, integer: true }])
    expect(made.interior?.components.map((c) => c.name).sort()).toEqual(["balancer", "web"])
    await expect(catalog().getClass(stranger, "web-tier")).rejects.toMatchObject({ code: "not_found" })
    expect((await catalog().listClasses(stranger, { limit: 100 })).items.map((c) => c.name)).not.toContain("web-tier")
  })

  test("drawn in place of what it is made of runs it, wired as before, under its path", async () => {
    const before = await drawing()
    const { boundary, interior } = await catalog().getClass(world.scope, "web-tier")
    if (!interior) throw new Error("no interior")
    const shape = {
      ...newComponent({ name: "web-tier", version: 1, boundary }, new Set(), { x: 0, y: 0 }),
      name: "tier",
    }
    const drawn = withAssembly(before, new Set(["balancer", "web"]), interior, shape)
    const plan = await acts().plan(world.scope, { applicationId: shop, blueprint: drawn })
    expect(plan.problems).toEqual([])
    expect(plan.added).toEqual(["shop:main.tier.balancer[0]", "shop:main.tier.web[0]", "shop:main.tier.web[1]"])
    expect(plan.removed).toEqual(["shop:main.balancer[0]", "shop:main.web[0]", "shop:main.web[1]"])
    expect(plan.hourlyMicrosAfter).toBe(plan.hourlyMicrosBefore)
    await apply(drawn)
    expect(await namesOf()).toEqual([
      "db[0] running",
      "gateway[0] running",
      "nas[0] running",
      "tier.balancer[0] running",
      "tier.web[0] running",
      "tier.web[1] running",
    ])
    expect(await drawing()).toEqual(drawn)
    const rows = await world.db.component.findMany({ where: { applicationId: shop } })
    const outputs = async (name: string) => {
      const row = rows.find((c) => c.name === name)
      const spec = row && world.fabric.specOf({ nodeId: row.nodeId ?? "", instanceId: row.id })
      return spec?.outputs.flatMap((o) => o.endpoints.map((e) => `${o.name} ${e.path}`)).sort()
    }
    expect(await outputs("gateway")).toEqual(["out shop:main.tier.balancer[0]"])
    expect(await outputs("tier.balancer")).toEqual(["out shop:main.tier.web[0]", "out shop:main.tier.web[1]"])
    expect(await outputs("tier.web")).toEqual(["content shop:main.nas[0]", "db shop:main.db[0]"])
  })

  test("takes its values inside: two more web servers are added, and nothing else is touched", async () => {
    const drawn = await drawing()
    const four = {
      ...drawn,
      components: drawn.components.map((c) => (c.name === "tier" ? { ...c, properties: { servers: 4 } } : c)),
    }
    const plan = await acts().plan(world.scope, { applicationId: shop, blueprint: four })
    expect(plan).toMatchObject({
      added: ["shop:main.tier.web[2]", "shop:main.tier.web[3]"],
      removed: [],
      restarted: [],
      problems: [],
    })
    const tooMany = {
      ...drawn,
      components: drawn.components.map((c) => (c.name === "tier" ? { ...c, properties: { servers: 400 } } : c)),
    }
    expect((await acts().plan(world.scope, { applicationId: shop, blueprint: tooMany })).problems).toMatchObject([
      { rule: "bad_property", component: "tier" },
    ])
    await apply(four)
    expect((await namesOf()).filter((name) => name.startsWith("tier.web"))).toHaveLength(4)
  })

  test("says who uses it; another version follows the one that was seen, and drawings stay at theirs", async () => {
    const interior = await tierOfOld()
    await expect(release(interior)).rejects.toMatchObject({ code: "conflict", field: "name" })
    await expect(release(interior, { after: 7 })).rejects.toMatchObject({ code: "conflict", field: "after" })
    await expect(release(interior, { name: "web" })).rejects.toMatchObject({ code: "conflict", field: "name" })
    const second = await release({ ...interior, redirects: [] }, { after: 1 })
    expect(second).toMatchObject({ version: 2, versions: [2, 1], boundary: { properties: [] } })
    expect(second.earlier[0]?.boundary.properties).toHaveLength(1)
    const { usedBy } = await catalog().getClass(world.scope, "web-tier")
    expect(usedBy).toMatchObject([{ application: { slug: "shop" }, version: 1, instances: 1 }])
    expect((await acts().plan(world.scope, { applicationId: shop, blueprint: await drawing() })).changes).toEqual([])
  })

  test("inside another one is found there, and none is inside itself", async () => {
    const names = new Set(["tier", "db", "nas"])
    const all = await loadBoundaries(world.db)
    const whole = interiorOf(await drawing(), names, all)
    const made = await release(whole, { name: "whole-shop" })
    expect(made.boundary.terminals.map((t) => t.name)).toEqual(["in"])
    expect((await catalog().getClass(world.scope, "web-tier")).usedIn).toMatchObject([
      { name: "whole-shop", version: 1 },
    ])
    const own = {
      ...whole,
      components: whole.components.map((c) => ({ ...c, class: c.name === "tier" ? "whole-shop" : c.class })),
    }
    await expect(release(own, { name: "whole-shop", after: 1 })).rejects.toMatchObject({
      code: "invalid",
      field: "interior",
      message: expect.stringMatching(/contain itself/),
    })
  })

  test("of the global catalog is everybody's, and runs as many servers as it is told", async () => {
    const { boundary, fabrics } = await catalog().getClass(stranger, "scalable-web-tier")
    expect(fabrics).toEqual(["embedded", "lxd"])
    expect(boundary.properties.map((p) => p.name)).toEqual(["servers", "healthPath"])
    const drawn = await drawing()
    const plan = await acts().plan(world.scope, {
      applicationId: shop,
      blueprint: {
        ...drawn,
        components: [
          ...drawn.components,
          {
            ...newComponent({ name: "scalable-web-tier", version: 1, boundary }, new Set(), { x: 0, y: 0 }),
            name: "more",
            properties: { servers: 3 },
          },
        ],
      },
    })
    expect(plan.problems).toEqual([])
    expect(plan.added).toEqual([
      "shop:main.more.balancer[0]",
      ...[0, 1, 2].map((index) => `shop:main.more.web[${index}]`),
    ])
  })

  test("with data inside is drawn, runs, is copied with it, and leaves as text that reads back the same", async () => {
    const { boundary } = await catalog().getClass(world.scope, "whole-shop")
    const before = await drawing()
    const gateway = before.components.find((c) => c.name === "gateway")
    if (!gateway) throw new Error("no gateway")
    const { cpuMillis, memoryMib } = boundary.resources
    const blueprint: Blueprint = {
      format: 1,
      components: [
        gateway,
        {
          ...gateway,
          name: "all",
          class: "whole-shop",
          version: 1,
          resources: { cpuMillis: cpuMillis.default, memoryMib: memoryMib.default },
          properties: {},
        },
      ],
      connections: [{ from: { component: "gateway", terminal: "out" }, to: { component: "all", terminal: "in" } }],
    }
    const made = await acts().draw(world.scope, { vdcId: world.vdcId, name: "deep" })
    await world.finish(made)
    const deep = made.subject.id
    await apply(blueprint, deep)
    await world.finish(await acts().start(world.scope, deep))
    await world.settle()
    expect(await namesOf(deep)).toEqual([
      "all.db[0] running",
      "all.nas[0] running",
      "all.tier.balancer[0] running",
      "all.tier.web[0] running",
      "all.tier.web[1] running",
      "all.tier.web[2] running",
      "all.tier.web[3] running",
      "gateway[0] running",
    ])
    const copied = await acts().copy(world.scope, { applicationId: deep, name: "twin" })
    await world.finish(copied)
    await world.settle()
    expect(await namesOf(copied.subject.id)).toEqual(await namesOf(deep))
    const volumes = await world.db.volume.findMany({
      where: { applicationId: copied.subject.id },
      orderBy: { path: "asc" },
    })
    expect(volumes.map((v) => v.path)).toEqual(["twin:main.all.db[0].data", "twin:main.all.nas[0].content"])
    const { descriptor } = await acts().describe(world.scope, deep)
    expect(descriptor).toMatch(/whole-shop/)
    const again = await acts().checkDescriptor(world.scope, { vdcId: world.vdcId, descriptor })
    expect(again.problems).toEqual([])
  })

  test("that is retired is offered no longer; what uses it goes on, and it can come back", async () => {
    expect((await catalog().retireClass(world.scope, "web-tier")).retiredAt).not.toBeNull()
    expect((await acts().plan(world.scope, { applicationId: shop, blueprint: await drawing() })).problems).toEqual([])
    expect((await catalog().restoreClass(world.scope, "web-tier")).retiredAt).toBeNull()
    await expect(catalog().retireClass(world.scope, "web")).rejects.toMatchObject({ code: "not_found" })
    await expect(catalog().retireClass(stranger, "web-tier")).rejects.toMatchObject({ code: "not_found" })
  })

  test("cannot be slipped under a class of another catalog", async () => {
    const { id: classId } = await world.db.applianceClass.findFirstOrThrow({ where: { name: "web", tenantId: null } })
    const forged = { id: newId(), tenantId: stranger.tenantId, classId, version: 2, boundary: {}, images: {} }
    await expect(world.db.classVersion.create({ data: forged })).rejects.toThrow(/another catalog/)
  })
})

/** What version 1 was made of: the drawing has its shape by now. */
const tierOfOld = async () => {
  const { interior } = await catalog().getClass(world.scope, "web-tier")
  if (!interior) throw new Error("no interior")
  return interior
}
