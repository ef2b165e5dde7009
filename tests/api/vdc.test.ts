import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { appRouter } from "@/server/api/root"
import { t } from "@/server/api/trpc"
import type { Caller } from "@/server/domain/access"
import { type HostingFixture, openHostingFixture } from "@/tests/support/hosting-fixture"

let f: HostingFixture
let ours: Awaited<ReturnType<HostingFixture["tenant"]>>
let theirs: Awaited<ReturnType<HostingFixture["tenant"]>>
beforeAll(async () => {
  f = await openHostingFixture()
  ours = await f.tenant("Ours")
  theirs = await f.tenant("Theirs")
})
afterAll(() => f.close())

const as = (caller: Caller | null) =>
  t.createCallerFactory(appRouter)({ caller, services: f.web, address: "192.0.2.1", userAgent: "test" })
const code = (act: Promise<unknown>) =>
  act.then(
    () => "ok",
    (error: { cause?: { code?: string; field?: string }; code?: string }) => error.cause?.code ?? error.code ?? "?",
  )
const order = { name: "Shop", dataCenter: "ams", package: "starter" }

describe("the shop window", () => {
  test("is open to everybody, with prices and what is free", async () => {
    const anybody = as(null)
    const packages = await anybody.packages.list()
    expect(packages.items.map((p) => [p.slug, p.nodes, p.machineClass.slug, p.monthlyPriceMinor])).toEqual([
      ["starter", 2, "small", "3900"],
      ["team", 3, "standard", "19900"],
      ["business", 4, "large", "69900"],
    ])
    const { items } = await anybody.dataCenters.list()
    expect(items.map((d) => [d.slug, d.partner, d.free])).toEqual(
      [
        ["ams", "Polder Datahuis"],
        ["fsn", "Vogtland Rechenzentren"],
        ["iad", "Tidewater Colocation"],
      ].map((place) => [
        ...place,
        [
          { machineClass: "small", nodes: 6 },
          { machineClass: "standard", nodes: 4 },
          { machineClass: "large", nodes: 2 },
        ],
      ]),
    )
    const meters = new Set(items[0]?.rates.map((r) => r.meter))
    expect([...meters].sort()).toEqual([
      "class_hours",
      "component_core_hours",
      "component_memory_gib_hours",
      "node_hours",
      "snapshot_gib_hours",
      "transfer_out_gib",
      "volume_gib_hours",
    ])
  })
})

describe("buying", () => {
  test("by slug or id; the name makes the short name; taken ones get a number", async () => {
    const engineer = as(ours.caller("engineer"))
    const [site] = (await engineer.dataCenters.list()).items
    const first = await engineer.vdcs.create({ ...order, dataCenter: site?.id ?? "" })
    const second = await as(theirs.caller("owner")).vdcs.create(order)
    expect(first).toMatchObject({ kind: "vdc.provision", state: "queued", steps: [] })
    expect(await engineer.vdcs.get({ vdcId: first.subject.id })).toMatchObject({ slug: "shop", applications: 0 })
    const shown = await as(theirs.caller("viewer")).vdcs.get({ vdcId: second.subject.id })
    expect(shown).toMatchObject({ slug: "shop-2", ha: { survives: false, reasons: ["It has no nodes yet."] } })
    const audit = await f.workerDb.auditEvent.findMany({ where: { tenantId: ours.id } })
    expect(audit.map((a) => [a.action, a.actorKind])).toEqual([["vdc.create", "api_key"]])
  })

  test.each([
    [{ dataCenter: "nowhere" }, "invalid"],
    [{ dataCenter: newId() }, "invalid"],
    [{ package: "gold" }, "invalid"],
    [{ slug: "www" }, "conflict"],
    [{ slug: "shop" }, "conflict"],
    [{ slug: "Shop!" }, "BAD_REQUEST"],
    [{ slug: "shop--x" }, "BAD_REQUEST"],
    [{ name: "   " }, "BAD_REQUEST"],
    [{ name: "x".repeat(81) }, "BAD_REQUEST"],
  ])("refuses %j with %s and leaves nothing behind", async (wrong, expected) => {
    const before = await f.workerDb.vdc.count()
    const answer = await code(as(theirs.caller("owner")).vdcs.create({ ...order, ...wrong }))
    expect(answer).toBe(expected)
    expect(await f.workerDb.vdc.count()).toBe(before)
    expect(await f.workerDb.operation.count()).toBe(before)
  })

  test("names the field", async () => {
    const error: unknown = await as(ours.caller("owner"))
      .vdcs.create({ ...order, slug: "shop" })
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ cause: { code: "conflict", field: "slug" } })
  })
})

describe("who may", () => {
  test.each(["billing", "viewer"] as const)("%s looks but does not buy or close", async (role) => {
    const member = as(ours.caller(role))
    const [vdc] = (await member.vdcs.list({})).items
    expect(await code(member.vdcs.create(order))).toBe("forbidden")
    expect(await code(member.vdcs.delete({ vdcId: vdc?.id ?? "" }))).toBe("forbidden")
  })

  test("nobody signed in, nothing but the shop window", async () => {
    const nobody = as(null)
    expect(await code(nobody.vdcs.list({}))).toBe("unauthenticated")
    expect(await code(nobody.vdcs.create(order))).toBe("unauthenticated")
    expect(await code(nobody.provider.nodes.list({}))).toBe("unauthenticated")
  })

  test("another company's VDC is as unknown as one that never was", async () => {
    const [vdc] = (await as(ours.caller("owner")).vdcs.list({})).items
    const stranger = as(theirs.caller("owner"))
    for (const vdcId of [vdc?.id ?? "", newId()]) {
      expect(await code(stranger.vdcs.get({ vdcId }))).toBe("not_found")
      expect(await code(stranger.vdcs.nodes({ vdcId }))).toBe("not_found")
      expect(await code(stranger.vdcs.delete({ vdcId }))).toBe("not_found")
    }
    expect(await code(stranger.vdcs.list({ tenantId: ours.id }))).toBe("not_found")
    expect((await stranger.vdcs.list({})).items.map((v) => v.slug)).toEqual(["shop-2"])
  })
})

test("lists page by cursor; a foreign cursor is refused", async () => {
  const owner = as(ours.caller("owner"))
  await owner.vdcs.create({ ...order, name: "Second" })
  const first = await owner.vdcs.list({ limit: 1 })
  const second = await owner.vdcs.list({ limit: 1, cursor: first.nextCursor ?? "" })
  expect([first.items[0]?.slug, second.items[0]?.slug, second.nextCursor]).toEqual(["second", "shop", null])
  expect(await code(owner.vdcs.list({ cursor: "'; drop table vdc" }))).toBe("invalid")
})
