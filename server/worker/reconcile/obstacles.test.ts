import { afterAll, beforeAll, expect, test } from "vitest"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld

beforeAll(async () => {
  world = await ApplicationWorld.open()
})
afterAll(() => world?.close())

async function order(name: string) {
  const target = { vdcId: world.vdcId, template: "static-site", name, components: {}, start: true }
  const operation = await world.web.applications.create(world.scope, target)
  const parts = await world.db.component.findMany({ where: { applicationId: operation.subject.id } })
  await world.db.component.updateMany({
    where: { id: { in: parts.map((c) => c.id) } },
    data: { wanted: "running" },
  })
  return operation
}
const reasonsOf = async (id: string) =>
  (await world.application(id)).instances.flatMap((c) => (c.reason ? [`${c.path}: ${c.reason}`] : []))

test("a full disk is told where the component is once it lasts, and no longer when it has room", async () => {
  const operation = await order("full")
  const site = operation.subject.id
  world.fabric.faults.failNext("ensureVolume", 1_000, "no_space", "its storage pool is full")
  for (let i = 0; i < 10; i++) await world.pass()
  expect(await reasonsOf(site)).toEqual([])
  for (let i = 0; i < 10; i++) await world.pass(1_000)
  expect(await reasonsOf(site)).toEqual([
    expect.stringMatching(/^full:main\.nas\[0\]: \S+: its storage pool is full\. It is tried again\.$/),
  ])
  world.fabric.faults.failNext("ensureVolume", 0, "no_space")
  await world.finish(operation)
  await world.settle()
  expect((await world.application(site)).state).toBe("running")
  expect(await reasonsOf(site)).toEqual([])
})

test("a machine without memory is told, and what starts after all has nothing against it", async () => {
  const operation = await order("heavy")
  const site = operation.subject.id
  world.fabric.faults.failNext("ensureInstance", 1_000, "no_memory", "it has no memory left")
  for (let i = 0; i < 20; i++) await world.pass(1_000)
  const reasons = await reasonsOf(site)
  expect(reasons.length).toBeGreaterThan(0)
  for (const reason of reasons) expect(reason).toContain("it has no memory left. It is tried again.")
  world.fabric.faults.failNext("ensureInstance", 0, "no_memory")
  await world.finish(operation)
  await world.settle()
  expect(await reasonsOf(site)).toEqual([])
})
