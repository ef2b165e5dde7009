import { afterAll, beforeAll, expect, test } from "vitest"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string

beforeAll(async () => {
  world = await ApplicationWorld.open()
  shop = await world.provision("shop")
  await world.settle()
})
afterAll(() => world?.close())

const signal = new AbortController().signal
const bytes = (text: string) => new Blob([text]).stream() as ReadableStream<Uint8Array>

async function volumeOf(applicationId: string, part: string) {
  const filter = { applicationId, trashed: false }
  const { items } = await world.web.volumes.list(world.scope, filter, { limit: 50 })
  const found = items.find((v) => v.path.includes(part))
  if (!found) throw new Error(`no volume ${part}`)
  return found
}
const write = async (applicationId: string, path: string, text: string) =>
  world.web.volumes.writeFile(world.scope, (await volumeOf(applicationId, ".nas")).id, path, bytes(text), signal)
async function read(applicationId: string, path: string): Promise<string> {
  const { id } = await volumeOf(applicationId, ".nas")
  const { body } = await world.web.volumes.readFile(world.scope, id, path, signal)
  return new Response(body).text()
}

test("a copy has what its source has, runs, and each goes its own way", async () => {
  await write(shop, "entry.txt", "written in the shop")
  const preview = await world.web.applications.previewCopy(world.scope, { applicationId: shop })
  expect(preview.problems).toEqual([])
  expect(preview.volumes.map((v) => v.path)).toEqual(["shop:main.db[0].data", "shop:main.nas[0].content"])
  expect(BigInt(preview.hourlyMicros)).toBeGreaterThan(0n)

  const operation = await world.web.applications.copy(world.scope, { applicationId: shop, name: "twin" })
  expect(operation).toMatchObject({ kind: "application.copy", subject: { name: "twin" } })
  const twin = operation.subject.id
  world.fabric.faults.failNext("ensureVolume", 1, "failed")
  await world.finish(operation)
  await world.settle()
  expect((await world.application(twin)).state).toBe("running")
  expect((await volumeOf(twin, ".db")).state).toBe("ok")
  expect(await read(twin, "entry.txt")).toBe("written in the shop")

  await write(twin, "entry.txt", "changed in the twin")
  expect(await read(shop, "entry.txt")).toBe("written in the shop")
  expect(await world.db.volume.count({ where: { copyOfId: { not: null } } })).toBe(0)

  await world.finish(await world.web.applications.delete(world.scope, twin))
  await world.settle()
  expect((await world.application(shop)).state).toBe("running")
  expect(await read(shop, "entry.txt")).toBe("written in the shop")
})

test("a name that is taken, a source that is busy and room that is not there are refused before anything is made", async () => {
  const copy = (name: string) => world.web.applications.copy(world.scope, { applicationId: shop, name })
  await expect(copy("shop")).rejects.toMatchObject({ code: "conflict", field: "name" })
  const stopping = await world.web.applications.stop(world.scope, shop)
  await expect(copy("other")).rejects.toMatchObject({ code: "conflict" })
  await world.finish(stopping)
  const components = { web: { count: 50, memoryMib: 16_384 } }
  await world.finish(await world.web.applications.scale(world.scope, { applicationId: shop, components, message: "" }))
  expect((await world.web.applications.previewCopy(world.scope, { applicationId: shop })).fits).toBe(false)
  await expect(copy("other")).rejects.toMatchObject({ code: "over_quota" })
  expect(await world.db.application.count({ where: { slug: "other" } })).toBe(0)
})

test("a copy goes on by itself once its engine answers again", async () => {
  const components = { web: { count: 1, memoryMib: 256 } }
  await world.finish(await world.web.applications.scale(world.scope, { applicationId: shop, components, message: "" }))
  world.fabric.faults.failNext("ensureVolume", 6, "node_unreachable")
  const operation = await world.web.applications.copy(world.scope, { applicationId: shop, name: "late" })
  await world.finish(operation)
  expect(world.fabric.calls.filter((c) => c.outcome === "node_unreachable")).toHaveLength(6)
  expect(await read(operation.subject.id, "entry.txt")).toBe("written in the shop")
})
