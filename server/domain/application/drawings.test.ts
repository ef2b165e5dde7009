import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import { applyEdit, type Edit, newComponent } from "@/lib/blueprint/edit"
import { newId } from "@/lib/ids"
import { openTenant, type TenantScope } from "@/server/domain/access"
import { loadBoundaries } from "@/server/domain/catalog"
import { findOverlaps } from "@/server/domain/metering"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string
let boundaries: Record<string, ClassBoundary>
let colleague: TenantScope

beforeAll(async () => {
  world = await ApplicationWorld.open()
  boundaries = await loadBoundaries(world.db)
  shop = await world.provision("shop")
  await world.settle()
  const { id: userId } = await world.db.user.create({
    data: { email: "eva@acme.example", name: "Eva", passwordHash: "" },
  })
  colleague = await openTenant(
    world.web.deps.db,
    {
      kind: "api_key",
      keyId: newId(),
      userId,
      tenantId: world.scope.tenantId,
      role: "engineer",
      address: "192.0.2.2",
    },
    undefined,
    "application:configure",
  )
})
afterAll(() => world?.close())

const acts = () => world.web.applications
const drawing = async (id = shop): Promise<Blueprint> => (await world.application(id)).blueprint
const numberOf = async (id = shop) => (await world.application(id)).revision.number
const drawn = async (...edits: Edit[]): Promise<Blueprint> => edits.reduce(applyEdit, await drawing())
const another = (of: string, name: string): Edit => {
  const boundary = boundaries[`${of}@1`]
  if (!boundary) throw new Error(`no class ${of}`)
  return {
    kind: "add",
    components: [{ ...newComponent({ name: of, version: 1, boundary }, new Set(), { x: 0, y: 0 }), name }],
  }
}
const plan = (blueprint: Blueprint, applicationId = shop) => acts().plan(world.scope, { applicationId, blueprint })
const apply = (blueprint: Blueprint, { id = shop, ...more }: { message?: string; start?: boolean; id?: string } = {}) =>
  world.apply(id, blueprint, more)
const startsOf = async (name: string) =>
  (await world.application(shop)).instances.filter((c) => c.name === name).map((c) => c.startedAt)

describe("a draft", () => {
  test("is what is wanted until one is saved, then what was saved; each person has their own and hears of the other's", async () => {
    const first = await acts().draft(world.scope, shop)
    expect(first).toMatchObject({ saved: false, version: 0, baseRevision: 1, currentRevision: 1, others: [] })
    expect(first.blueprint).toEqual(await drawing())
    const mine = await drawn(another("job", "nightly"))
    const saved = await acts().saveDraft(world.scope, {
      applicationId: shop,
      blueprint: mine,
      baseRevision: 1,
      version: 0,
    })
    expect(saved.version).toBe(1)
    expect(await acts().draft(world.scope, shop)).toMatchObject({ saved: true, version: 1, blueprint: mine })
    const hers = await acts().draft(colleague, shop)
    expect(hers).toMatchObject({ saved: false, blueprint: await drawing() })
    await acts().saveDraft(colleague, { applicationId: shop, blueprint: hers.blueprint, baseRevision: 1, version: 0 })
    expect((await acts().draft(world.scope, shop)).others).toMatchObject([{ name: "Eva", baseRevision: 1 }])
    expect((await world.application(shop)).revision.number).toBe(1)
  })

  test("that another window saved meanwhile is not overwritten unseen", async () => {
    const blueprint = await drawing()
    for (const version of [0, 5])
      await expect(
        acts().saveDraft(world.scope, { applicationId: shop, blueprint, baseRevision: 1, version }),
      ).rejects.toMatchObject({ code: "conflict", field: "version" })
    expect((await acts().draft(world.scope, shop)).blueprint.components.map((c) => c.name)).toContain("nightly")
    await expect(
      acts().saveDraft(world.scope, { applicationId: shop, blueprint, baseRevision: 9, version: 1 }),
    ).rejects.toMatchObject({ code: "invalid", field: "baseRevision" })
  })

  test("may be wrong: a plan says how, and nothing of it is applied", async () => {
    const wrong = await drawn(
      { kind: "remove", names: ["db"] },
      { kind: "change", names: ["web"], change: { count: 99, pin: [newId()] } },
      { kind: "change", names: ["nas"], change: { volumes: { content: { sizeGib: 7 } } } },
    )
    const { problems, isApplicable } = await plan(wrong)
    expect(isApplicable).toBe(false)
    expect(problems.map((p) => p.rule).sort()).toEqual(["out_of_range", "unknown_node", "volume_fixed"])
    await expect(
      acts().apply(world.scope, { applicationId: shop, blueprint: wrong, baseRevision: 1, message: "", start: false }),
    ).rejects.toMatchObject({ code: "invalid", message: expect.stringMatching(/2 more: plan it to see all/) })
    expect(await numberOf()).toBe(1)
  })
})

describe("what is applied", () => {
  test("nothing changed is an empty plan; the plan of more says what comes, what it costs, and what restarts and why", async () => {
    const same = await plan(await drawing())
    expect(same).toMatchObject({
      changes: [],
      added: [],
      removed: [],
      restarted: [],
      volumesCreated: [],
      isApplicable: true,
    })
    expect(same.volumesOrphaned).toEqual([])
    expect(same.hourlyMicrosAfter).toBe(same.hourlyMicrosBefore)
    const after = await drawn(
      another("job", "nightly"),
      { kind: "change", names: ["web"], change: { count: 3 } },
      { kind: "change", names: ["balancer"], change: { properties: { healthIntervalMs: 2000 } } },
      { kind: "change", names: ["db"], change: { resources: { memoryMib: 512 } } },
    )
    const planned = await plan(after)
    expect(planned.added).toEqual(["shop:main.web[2]", "shop:main.nightly[0]"])
    expect(planned.restarted).toEqual([
      { path: "shop:main.balancer[0]", why: "its properties are read when it starts" },
    ])
    expect(planned.volumesCreated).toEqual([{ path: "shop:main.nightly[0].content", sizeGib: 1, mirrored: true }])
    expect(BigInt(planned.hourlyMicrosAfter)).toBeGreaterThan(BigInt(planned.hourlyMicrosBefore))
    expect(planned.changes.map((c) => `${c.component} ${c.act}`)).toEqual([
      "balancer changed",
      "web changed",
      "db changed",
      "nightly added",
    ])
    expect((await world.application(shop)).hourlyMicros).toBe(planned.hourlyMicrosBefore)

    const before = { web: await startsOf("web"), db: await startsOf("db"), balancer: await startsOf("balancer") }
    const operation = await apply(after, { message: "for the sale" })
    const now = await world.application(shop)
    expect(now).toMatchObject({ state: "running", revision: { number: 2, message: "for the sale" } })
    expect(now.hourlyMicros).toBe(planned.hourlyMicrosAfter)
    expect((await startsOf("web")).slice(0, 2)).toEqual(before.web)
    expect(await startsOf("db")).toEqual(before.db)
    expect(await startsOf("balancer")).not.toEqual(before.balancer)
    expect(operation.kind).toBe("application.apply")
    // Applied: the draft it came from is done with, the colleague's is hers.
    expect(await acts().draft(world.scope, shop)).toMatchObject({ saved: false, baseRevision: 2 })
    expect(await acts().draft(colleague, shop)).toMatchObject({ saved: true, baseRevision: 1, currentRevision: 2 })
    expect(await findOverlaps(world.db)).toEqual([])
  })

  test("over what somebody else applied is refused, and brought onto it nothing is lost", async () => {
    const begun = await acts().draft(colleague, shop)
    const hers = applyEdit(begun.blueprint, {
      kind: "change",
      names: ["web"],
      change: { resources: { memoryMib: 256 } },
    })
    await acts().saveDraft(colleague, { applicationId: shop, blueprint: hers, baseRevision: 1, version: begun.version })
    const old = { applicationId: shop, baseRevision: 1, message: "", start: false }
    await expect(acts().apply(colleague, old)).rejects.toMatchObject({ code: "conflict", field: "baseRevision" })
    const merged = await acts().rebaseDraft(colleague, shop)
    expect(merged).toMatchObject({ baseRevision: 2, conflicts: [] })
    const web = merged.blueprint.components.find((c) => c.name === "web")
    expect(web).toMatchObject({ count: 3, resources: { memoryMib: 256 } })
    expect(merged.blueprint.components.map((c) => c.name)).toContain("nightly")
    await world.finish(await acts().apply(colleague, { ...old, baseRevision: 2 }))
    await world.settle()
    expect((await world.application(shop)).instances.filter((c) => c.name === "web")).toMatchObject([
      { resources: { memoryMib: 256 } },
      { resources: { memoryMib: 256 } },
      { resources: { memoryMib: 256 } },
    ])
  })

  test("what is no longer drawn goes, its data to the trash; the nodes are left clean", async () => {
    const after = await drawn(
      { kind: "remove", names: ["nightly"] },
      { kind: "change", names: ["web"], change: { count: 2 } },
    )
    const planned = await plan(after)
    expect(planned.removed).toEqual(["shop:main.web[2]", "shop:main.nightly[0]"])
    expect(planned.volumesOrphaned).toMatchObject([{ path: "shop:main.nightly[0].content" }])
    await apply(after)
    expect((await world.application(shop)).instances.map((c) => c.name)).not.toContain("nightly")
    const { items } = await world.web.volumes.list(world.scope, { trashed: true }, { limit: 50 })
    expect(items.map((v) => v.path)).toEqual(["shop:main.nightly[0].content"])
    expect(world.fabric.audit.violations).toEqual([])
  })

  test("instances of an array start anew one after the other, so that some always serve", async () => {
    const after = await drawn({ kind: "change", names: ["db"], change: { properties: { database: "app" } } })
    // Written out, the default is a change of the drawing and none of what runs.
    expect(await plan(after)).toMatchObject({ restarted: [], changes: [{ component: "db" }] })
    const operation = await acts().apply(world.scope, {
      applicationId: shop,
      blueprint: await drawn({
        kind: "change",
        names: ["balancer"],
        change: { properties: { healthIntervalMs: 500 } },
      }),
      baseRevision: await numberOf(),
      message: "",
      start: false,
    })
    const { input } = await world.db.operation.findUniqueOrThrow({ where: { id: operation.id } })
    expect(input).toMatchObject({ running: true, removedIds: [], rolling: [expect.any(String)] })
    const row = () => world.db.component.findFirstOrThrow({ where: { applicationId: shop, name: "balancer" } })
    // Until its turn comes it is as it was, whatever is drawn.
    expect((await row()).properties).toMatchObject({ healthIntervalMs: 2000 })
    await world.finish(operation)
    expect((await row()).properties).toMatchObject({ healthIntervalMs: 500 })
  })

  test("an apply that is broken off is made up for by the next start", async () => {
    const operation = await acts().apply(world.scope, {
      applicationId: shop,
      blueprint: await drawn({
        kind: "change",
        names: ["balancer"],
        change: { properties: { healthIntervalMs: 700 } },
      }),
      baseRevision: await numberOf(),
      message: "",
      start: false,
    })
    await expect(apply(await drawing())).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/busy/),
    })
    await world.finish(await acts().stop(world.scope, shop))
    expect(await world.web.operations.get(world.scope, operation.id)).toMatchObject({ state: "cancelled" })
    await world.finish(await acts().start(world.scope, shop))
    await world.settle()
    const row = await world.db.component.findFirstOrThrow({ where: { applicationId: shop, name: "balancer" } })
    expect(row.properties).toMatchObject({ healthIntervalMs: 700 })
    expect((await world.application(shop)).state).toBe("running")
  })

  test("what is on standby does not start with the others, costs no compute, and is not missed", async () => {
    await apply(await drawn(another("job", "spare"), { kind: "change", names: ["spare"], change: { standby: true } }))
    const application = await world.application(shop)
    expect(application).toMatchObject({ state: "running" })
    expect(application.instances.find((c) => c.name === "spare")).toMatchObject({ state: "standby", wanted: "stopped" })
    await apply(await drawn({ kind: "change", names: ["spare"], change: { standby: false } }))
    const woken = (await world.application(shop)).instances.find((c) => c.name === "spare")
    expect(woken).toMatchObject({ state: "running" })
    await apply(await drawn({ kind: "change", names: ["spare"], change: { standby: true } }))
    const resting = (await world.application(shop)).instances.find((c) => c.name === "spare")
    expect(resting).toMatchObject({ state: "standby" })
  })

  test("one of another class takes the name, and none of the data", async () => {
    const current = await drawing()
    const [replaced] = current.components.filter((c) => c.name === "spare")
    const [nas] = current.components.filter((c) => c.name === "nas")
    if (!replaced || !nas) throw new Error("not drawn")
    const after = {
      ...current,
      components: current.components.map((c) => (c.name === "spare" ? { ...nas, name: "spare" } : c)),
    }
    const planned = await plan(after)
    expect(planned).toMatchObject({ added: [], removed: [], restarted: [{ path: "shop:main.spare[0]" }] })
    expect(planned.volumesOrphaned).toMatchObject([{ path: "shop:main.spare[0].content" }])
    expect(planned.volumesCreated).toMatchObject([{ path: "shop:main.spare[0].content" }])
    await apply(after)
    const row = await world.db.component.findFirstOrThrow({ where: { applicationId: shop, name: "spare" } })
    expect(row).toMatchObject({ className: "nas", image: "nas@1", state: "running" })
    const living = await world.db.volume.findMany({
      where: { applicationId: shop, componentName: "spare", trashedAt: null },
    })
    expect(living).toHaveLength(1)
    expect(world.fabric.audit.violations).toEqual([])
  })

  test("what has no room is told in numbers, and refused while it runs", async () => {
    const huge = await drawn({ kind: "change", names: ["web"], change: { count: 50, resources: { cpuMillis: 8_000 } } })
    const planned = await plan(huge)
    expect(planned).toMatchObject({ problems: [], isApplicable: false })
    expect(planned.misfits[0]).toMatch(/needs 8 cores/)
    const before = await numberOf()
    await expect(apply(huge)).rejects.toMatchObject({ code: "over_quota" })
    expect(await numberOf()).toBe(before)
  })
})

test("a class says which applications are made of it", async () => {
  const { usedBy, releases } = await world.web.catalog.getClass(world.scope, "web")
  expect(usedBy).toMatchObject([{ application: { id: shop, slug: "shop" }, vdc: { slug: "shop" }, version: 1 }])
  expect(usedBy[0]?.instances).toBe((await world.application(shop)).instances.filter((c) => c.name === "web").length)
  expect(releases).toMatchObject([{ version: 1, changelog: "First release." }])
})

describe("revisions", () => {
  test("are listed newest first, compared, and restored as a draft: what runs stays as it is", async () => {
    const { items, nextCursor } = await acts().revisions(world.scope, shop, { limit: 3 })
    expect(items).toHaveLength(3)
    expect(items[0]).toMatchObject({ number: await numberOf(), current: true })
    expect(nextCursor).not.toBeNull()
    const rest = await acts().revisions(world.scope, shop, { limit: 50, cursor: nextCursor ?? "" })
    expect(rest.items.at(-1)).toMatchObject({
      number: 1,
      current: false,
      message: "Provisioned from Scalable web application",
    })
    expect(rest.items.map((r) => r.createdBy)).toContain("Eva")
    const { changes } = await acts().compareRevisions(world.scope, { applicationId: shop, from: 1, to: 2 })
    expect(changes.find((c) => c.component === "web")).toMatchObject({ act: "changed", lines: ["count 2 → 3"] })
    const first = await acts().revision(world.scope, shop, 1)
    const draft = await acts().restoreRevision(world.scope, shop, 1)
    expect(draft).toMatchObject({ saved: true, blueprint: first.blueprint, baseRevision: await numberOf() })
    expect((await acts().plan(world.scope, { applicationId: shop })).removed).toEqual(["shop:main.spare[0]"])
    expect(await acts().discardDraft(world.scope, shop)).toMatchObject({ saved: false })
    await expect(acts().revision(world.scope, shop, 99)).rejects.toMatchObject({ code: "not_found" })
  })
})

describe("an empty board", () => {
  test("becomes an application that runs, drawn and applied", async () => {
    const made = await acts().draw(world.scope, { vdcId: world.vdcId, name: "fresh" })
    await world.finish(made)
    const id = made.subject.id
    expect(await world.application(id)).toMatchObject({ state: "stopped", components: { total: 0 } })
    const wire = { from: { component: "gateway", terminal: "out" }, to: { component: "web", terminal: "in" } }
    const edits: Edit[] = [another("gateway", "gateway"), another("web", "web"), another("nas", "nas")]
    const half = edits.reduce(applyEdit, await drawing(id))
    expect((await plan(half, id)).problems.map((p) => p.rule)).toContain("unconnected_output")
    const whole = [
      { kind: "connect", wire } as const,
      {
        kind: "connect",
        wire: { from: { component: "web", terminal: "content" }, to: { component: "nas", terminal: "files" } },
      } as const,
    ].reduce(applyEdit, half)
    await apply(whole, { id, start: true })
    expect(await world.application(id)).toMatchObject({ state: "running", url: "http://fresh.shop.localhost:8080/" })
    await apply({ format: 1, components: [], connections: [] }, { id })
    expect((await world.application(id)).instances).toEqual([])
    await world.finish(await acts().delete(world.scope, id))
    expect(await world.db.applicationDraft.count({ where: { applicationId: id } })).toBe(0)
  })
})
