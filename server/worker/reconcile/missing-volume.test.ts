import { afterAll, beforeAll, expect, test } from "vitest"
import { findUnmetered } from "@/server/domain/metering"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string

beforeAll(async () => {
  world = await ApplicationWorld.open()
  shop = await world.provision("shop")
  await world.settle()
})
afterAll(() => world?.close())

const never = new AbortController().signal

test("a component whose instance and data are gone from a node that is up is not said to run, and not billed", async () => {
  const db = await world.db.component.findFirstOrThrow({ where: { applicationId: shop, name: "db" } })
  const volume = await world.db.volume.findFirstOrThrow({ where: { componentName: "db", applicationId: shop } })
  const nodeId = db.nodeId ?? ""
  // Somebody emptied the machine by hand.
  await world.fabric.removeInstance({ nodeId, instanceId: db.id }, never)
  await world.fabric.removeVolume({ nodeId, volumeId: volume.id }, never)
  // Its engine is busy with it just then.
  world.fabric.faults.failNext("ensureInstance", 20, "failed")
  for (let i = 0; i < 4; i++) await world.pass()

  const after = await world.db.component.findUniqueOrThrow({ where: { id: db.id } })
  const node = await world.db.node.findUniqueOrThrow({ where: { id: nodeId } })
  expect(after).toMatchObject({ state: "failed", reason: `${node.name} no longer has ${volume.path}.` })
  const open = await world.db.usageInterval.findMany({ where: { subjectId: db.id, endsAt: null } })
  expect(open.map((row) => row.meter)).toEqual([])
  expect(await findUnmetered(world.db)).toEqual([])
  const told = await world.db.event.findMany({ where: { componentId: db.id, kind: "component.failed" } })
  expect(told.map((e) => e.message)).toEqual([`${db.path} failed: ${node.name} no longer has ${volume.path}.`])
  expect((await world.application(shop)).state).not.toBe("running")
})
