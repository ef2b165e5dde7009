import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { findOverlaps, findUnmetered } from "@/server/domain/metering"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string

beforeAll(async () => {
  world = await ApplicationWorld.open()
  shop = await world.provision("shop")
  await world.settle()
})
afterAll(() => world?.close())

const states = async () => {
  const { instances } = await world.application(shop)
  return Object.fromEntries(instances.map((c) => [c.path.replace("shop:main.", ""), c.state]))
}
const openMeters = () => world.db.usageInterval.count({ where: { endsAt: null, subjectType: "component" } })

describe("an application that was provisioned", () => {
  test("runs, with its address", async () => {
    const application = await world.application(shop)
    expect(application).toMatchObject({ state: "running", summary: "6 of 6 running" })
    expect(application.url).toBe("http://shop.shop.localhost:8080/")
  })

  test("keeps the web servers apart and mirrors both volumes", async () => {
    const { instances } = await world.application(shop)
    const webs = instances.filter((c) => c.name === "web").map((c) => c.node?.id)
    expect(new Set(webs).size).toBe(2)
    const { items } = await world.web.volumes.list(world.scope, { trashed: false }, { limit: 50 })
    expect(items.map((v) => [v.state, v.replicas.length])).toEqual([
      ["ok", 2],
      ["ok", 2],
    ])
  })

  test("is metered once per component and meter", async () => {
    expect(await openMeters()).toBe(12)
    expect(await findOverlaps(world.db)).toEqual([])
    expect(await findUnmetered(world.db)).toEqual([])
  })

  test("a worker that starts again changes nothing", async () => {
    const before = world.fabric.calls.length
    world.forget()
    await world.settle()
    expect(await states()).toMatchObject({ "web[0]": "running", "db[0]": "running" })
    const restarted = world.fabric.calls
      .slice(before)
      .filter((c) => c.verb === "removeInstance" || c.verb === "ensureVolume")
    expect(restarted).toEqual([])
  })
})

describe("a component that is restarted", () => {
  test("says when it was started, also where it runs again before anybody has looked", async () => {
    const balancer = async () => (await world.application(shop)).instances.find((c) => c.name === "balancer")
    const before = await balancer()
    await world.clock.advance(5_000)
    await world.finish(await world.web.applications.controlComponent(world.scope, before?.id ?? "", "restart"))
    const now = await balancer()
    expect(now?.state).toBe("running")
    expect(Date.parse(now?.startedAt ?? "")).toBeGreaterThan(Date.parse(before?.startedAt ?? ""))
  })
})

describe("a node that dies", () => {
  test("its components start elsewhere with their data, nobody pays for it, and it comes back clean", async () => {
    const before = await world.application(shop)
    const db = before.instances.find((c) => c.name === "db")
    const nodeId = db?.node?.id ?? ""
    const told = await world.web.vdcs.nodeLoss(world.scope, world.vdcId, nodeId)
    const there = before.instances.filter((c) => c.node?.id === nodeId).map((c) => c.id)
    expect(told.components.map((c) => c.id).sort()).toEqual(there.sort())
    expect(told.components.every((c) => c.to !== null && !c.isDataLost)).toBe(true)
    world.fabric.kill(nodeId)
    await world.clock.advance(3_000)
    await world.settle()
    const after = await world.application(shop)
    // As it was told: all of it runs elsewhere.
    expect(after.state).toBe("running")
    const moved = after.instances.find((c) => c.name === "db")
    expect(moved?.node?.id).not.toBe(nodeId)
    expect(world.fabric.audit.violations).toEqual([])
    const closed = await world.db.usageInterval.findMany({ where: { subjectId: db?.id ?? "", endsAt: { not: null } } })
    expect(closed.length).toBeGreaterThan(0)
    const kinds = (await world.db.event.findMany({ orderBy: { id: "asc" } })).map((e) => e.kind)
    expect(kinds).toEqual(expect.arrayContaining(["node.lost", "volume.promoted", "component.moved"]))

    const node = await world.db.node.findUniqueOrThrow({ where: { id: nodeId }, include: { machineClass: true } })
    await world.fabric.powerOn(
      {
        nodeId,
        name: node.name,
        cores: node.machineClass.cores,
        memoryMib: node.machineClass.memoryMib,
        diskGib: node.machineClass.diskGib,
        networkMbps: 1,
      },
      new AbortController().signal,
    )
    await world.settle()
    expect((await world.db.node.findUniqueOrThrow({ where: { id: nodeId } })).state).toBe("assigned")
    const report = await world.fabric.inspectNode(nodeId, new AbortController().signal)
    expect(report.instances).toEqual([])
    expect(await findOverlaps(world.db)).toEqual([])
  })

  test("a stall of five seconds moves nothing", async () => {
    const before = await world.application(shop)
    const nodeId = before.instances.find((c) => c.name === "web")?.node?.id ?? ""
    await world.pass()
    await world.clock.advance(5_000)
    await world.settle()
    const after = await world.application(shop)
    expect(after.instances.map((c) => c.node?.id)).toEqual(before.instances.map((c) => c.node?.id))
    expect(nodeId).not.toBe("")
  })
})

describe("acts of a person", () => {
  test("stop closes the compute meters, start opens them again", async () => {
    await world.finish(await world.web.applications.stop(world.scope, shop))
    await world.settle()
    expect((await world.application(shop)).state).toBe("stopped")
    expect(await openMeters()).toBe(0)
    await world.finish(await world.web.applications.start(world.scope, shop))
    await world.settle()
    expect((await world.application(shop)).state).toBe("running")
    expect(await openMeters()).toBe(12)
  })

  test("more web servers start beside the others, fewer go, sizes change in place", async () => {
    const operation = await world.web.applications.scale(world.scope, {
      applicationId: shop,
      components: { web: { count: 4 }, db: { memoryMib: 512 } },
      message: "",
    })
    await world.finish(operation)
    await world.settle()
    let application = await world.application(shop)
    expect(application.instances.filter((c) => c.name === "web")).toHaveLength(4)
    expect(application.revision.message).toBe("web count 2 → 4; db memory 256 MiB → 512 MiB")
    expect(await openMeters()).toBe(16)
    await world.finish(
      await world.web.applications.scale(world.scope, {
        applicationId: shop,
        components: { web: { count: 1 } },
        message: "quiet night",
      }),
    )
    await world.settle()
    application = await world.application(shop)
    expect(application.instances.map((c) => c.path).filter((p) => p.includes("web"))).toEqual(["shop:main.web[0]"])
    expect(await openMeters()).toBe(10)
  })

  test("one component stops by hand and the application says degraded", async () => {
    const { instances } = await world.application(shop)
    const balancer = instances.find((c) => c.name === "balancer")?.id ?? ""
    await world.finish(await world.web.applications.controlComponent(world.scope, balancer, "stop"))
    expect((await world.application(shop)).state).toBe("degraded")
    await world.finish(await world.web.applications.controlComponent(world.scope, balancer, "start"))
    expect((await world.application(shop)).state).toBe("running")
  })

  test("what does not fit is refused in numbers and changes nothing", async () => {
    const refused = world.web.applications.scale(world.scope, {
      applicationId: shop,
      components: { web: { count: 50, cpuMillis: 8_000 } },
      message: "",
    })
    await expect(refused).rejects.toMatchObject({ code: "over_quota", message: expect.stringMatching(/needs 8 cores/) })
    await expect(
      world.web.applications.scale(world.scope, {
        applicationId: shop,
        components: { wbe: { count: 2 } },
        message: "",
      }),
    ).rejects.toMatchObject({ code: "invalid", field: "components.wbe" })
    expect((await world.application(shop)).instances.filter((c) => c.name === "web")).toHaveLength(1)
  })

  test("a name that is taken is refused at its field", async () => {
    await expect(world.provision("shop", "static-site")).rejects.toMatchObject({ code: "conflict", field: "name" })
  })

  test("delete leaves nothing on the nodes but the volumes in the trash, for seven days", async () => {
    await world.finish(await world.web.applications.delete(world.scope, shop))
    await world.settle()
    await expect(world.application(shop)).rejects.toMatchObject({ code: "not_found" })
    const { items } = await world.web.volumes.list(world.scope, { trashed: true }, { limit: 50 })
    expect(items.map((v) => v.state)).toEqual(["trashed", "trashed"])
    expect(await openMeters()).toBe(0)
    const nodes = await world.db.nodeAssignment.findMany({ where: { vdcId: world.vdcId } })
    for (const { nodeId } of nodes) {
      const report = await world.fabric.inspectNode(nodeId, new AbortController().signal)
      expect(report.instances).toEqual([])
    }
    expect(world.fabric.audit.violations).toEqual([])
  })
})
