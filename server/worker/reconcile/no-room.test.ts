import { afterAll, beforeAll, expect, test } from "vitest"
import { ApplicationWorld } from "@/tests/support/application-world"

const forever = () => new AbortController().signal

let world: ApplicationWorld
let site: string

beforeAll(async () => {
  // Two nodes of four cores, each nearly filled by one web server.
  world = await ApplicationWorld.open({ package: "starter" })
  site = await world.provision("site", "static-site", { web: { count: 2, cpuMillis: 3_000 } })
  await world.settle()
})
afterAll(() => world?.close())

test("without room on what is left it waits, in numbers, and goes on when the node is back", async () => {
  const before = await world.application(site)
  const web = before.instances.find((c) => c.path === "site:main.web[1]")
  const nodeId = web?.node?.id ?? ""
  world.fabric.kill(nodeId)
  await world.clock.advance(3_000)
  for (let i = 0; i < 12; i++) await world.pass()
  const lost = (await world.application(site)).instances.find((c) => c.id === web?.id)
  expect(lost?.state).toBe("waiting")
  expect(lost?.reason).toMatch(/needs 3 cores .*; .* (has|is down)/)
  expect((await world.application(site)).state).toBe("degraded")

  const { machineClass, name } = await world.db.node.findUniqueOrThrow({
    where: { id: nodeId },
    include: { machineClass: true },
  })
  await world.fabric.powerOn({ ...machineClass, nodeId, name }, forever())
  await world.settle()
  const after = await world.application(site)
  expect(after.state).toBe("running")
  expect(world.fabric.audit.violations).toEqual([])
})

test("an application that does not fit is refused before anything is made", async () => {
  const asked = world.web.applications.create(world.scope, {
    vdcId: world.vdcId,
    template: "static-site",
    name: "second",
    components: { web: { count: 1, cpuMillis: 3_000 } },
    start: true,
  })
  await expect(asked).rejects.toMatchObject({ code: "over_quota", message: expect.stringMatching(/needs 3 cores/) })
  expect(await world.db.application.count({ where: { slug: "second" } })).toBe(0)
})
