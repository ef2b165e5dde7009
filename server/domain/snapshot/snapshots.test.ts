import { afterAll, beforeAll, expect, test } from "vitest"
import { purgeTrash } from "@/server/worker/loops/purge-trash"
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
const page = { limit: 50 }
const bytes = (text: string) => new Blob([text]).stream() as ReadableStream<Uint8Array>
const volumesOf = async (applicationId: string, trashed = false) =>
  (await world.web.volumes.list(world.scope, { applicationId, trashed }, page)).items
async function nasOf(applicationId: string): Promise<string> {
  const found = (await volumesOf(applicationId)).find((v) => v.path.includes(".nas"))
  if (!found) throw new Error("no volume of the NAS")
  return found.id
}
const write = async (volumeId: string, text: string) =>
  world.web.volumes.writeFile(world.scope, volumeId, "entry.txt", bytes(text), signal)
async function read(volumeId: string): Promise<string> {
  const { body } = await world.web.volumes.readFile(world.scope, volumeId, "entry.txt", signal)
  return new Response(body).text()
}
async function take(name: string): Promise<string> {
  const operation = await world.web.snapshots.create(world.scope, { applicationId: shop, name, note: "" })
  await world.finish(operation)
  return operation.subject.id
}
const snapshot = (id: string) => world.web.snapshots.get(world.scope, id)
const listed = async (deleted = false) =>
  (await world.web.snapshots.list(world.scope, { applicationId: shop, deleted }, page)).items.map((s) => s.name)

test("what an application holds is kept while it runs, and it goes back to it", async () => {
  await write(await nasOf(shop), "as it was")
  const preview = await world.web.snapshots.preview(world.scope, shop)
  expect(preview).toMatchObject({ fits: true, problem: null })
  expect(preview.volumes.map((v) => v.path)).toEqual(["shop:main.db[0].data", "shop:main.nas[0].content"])
  expect(BigInt(preview.hourlyMicros)).toBeGreaterThan(0n)

  const operation = await world.web.snapshots.create(world.scope, { applicationId: shop, name: "before", note: "v2" })
  const id = operation.subject.id
  expect(operation).toMatchObject({ kind: "snapshot.create", subject: { type: "snapshot", name: "shop@before" } })
  expect(await snapshot(id)).toMatchObject({ state: "making", name: "before", note: "v2" })
  await expect(world.web.snapshots.restore(world.scope, id)).rejects.toMatchObject({ code: "conflict" })
  world.fabric.faults.failNext("ensureVolume", 1, "failed")
  await world.finish(operation)
  const kept = await snapshot(id)
  expect(kept).toMatchObject({ state: "complete", sizeGib: preview.sizeGib, application: { slug: "shop" } })
  expect(kept.volumes.every((v) => v.node !== null)).toBe(true)
  expect((await world.application(shop)).state).toBe("running")

  const before = await nasOf(shop)
  await write(before, "gone wrong")
  const restore = await world.web.snapshots.restore(world.scope, id)
  await expect(world.web.applications.restart(world.scope, shop)).rejects.toMatchObject({ code: "conflict" })
  await world.finish(restore)
  await world.settle()
  expect((await world.application(shop)).state).toBe("running")
  expect(await nasOf(shop)).not.toBe(before)
  expect(await read(await nasOf(shop))).toBe("as it was")
  // What was there can be had back, and the snapshot is as it was.
  expect((await volumesOf(shop, true)).map((v) => v.id)).toContain(before)
  expect(await read(before)).toBe("gone wrong")
  await write(await nasOf(shop), "and on from there")
  expect(await read(kept.volumes.find((v) => v.browsable)?.id ?? "")).toBe("as it was")
  expect(await world.db.volume.count({ where: { copyOfId: { not: null } } })).toBe(0)
})

test("it has a price of its own, and is told with its application", async () => {
  const usage = await world.db.usageInterval.findMany({ where: { meter: "snapshot_gib_hours", endsAt: null } })
  const { sizeGib } = await world.web.snapshots.preview(world.scope, shop)
  expect(usage.reduce((sum, row) => sum + Number(row.quantity), 0)).toBe(sizeGib)
  expect(new Set(usage.map((row) => row.applicationId))).toEqual(new Set([shop]))
})

test("its parts are nobody's to change, delete or list beside living volumes", async () => {
  const { items } = await world.web.snapshots.list(world.scope, { vdcId: world.vdcId, deleted: false }, page)
  const part = items[0]?.volumes.find((v) => v.browsable)?.id ?? ""
  await expect(write(part, "x")).rejects.toMatchObject({ code: "conflict" })
  await expect(world.web.volumes.removeFile(world.scope, part, "entry.txt", signal)).rejects.toMatchObject({
    code: "conflict",
  })
  await expect(world.web.volumes.trash(world.scope, part)).rejects.toMatchObject({ code: "conflict" })
  const inVdc = await world.web.volumes.list(world.scope, { vdcId: world.vdcId, trashed: false }, page)
  expect(inVdc.items.map((v) => v.path).filter((path) => path.includes("@"))).toEqual([])
})

test("a deleted one can be taken back for a week; a name is free at once", async () => {
  const id = await take("old")
  await expect(take("old")).rejects.toMatchObject({ code: "conflict", field: "name" })
  expect(await world.web.snapshots.delete(world.scope, id)).toMatchObject({ state: "deleted" })
  expect([await listed(), await listed(true)]).toEqual([["before"], ["old"]])
  await expect(world.web.snapshots.restore(world.scope, id)).rejects.toMatchObject({ code: "conflict" })
  const part = (await snapshot(id)).volumes[0]?.id ?? ""
  await expect(world.web.volumes.restore(world.scope, part)).rejects.toMatchObject({ code: "conflict" })
  expect(await world.web.snapshots.undelete(world.scope, id)).toMatchObject({ state: "complete", purgeAt: null })

  await world.web.snapshots.delete(world.scope, id)
  await take("old")
  await expect(world.web.snapshots.undelete(world.scope, id)).rejects.toMatchObject({ code: "conflict" })
})

test("one that was deleted before it was taken is not taken back; one whose node is down is not used", async () => {
  const input = { applicationId: shop, name: "hasty", note: "" }
  const { subject } = await world.web.snapshots.create(world.scope, input)
  await world.web.snapshots.delete(world.scope, subject.id)
  await expect(world.web.snapshots.undelete(world.scope, subject.id)).rejects.toMatchObject({ code: "conflict" })

  const id = await take("held")
  const node = (await snapshot(id)).volumes[0]?.node ?? ""
  await world.db.node.updateMany({ where: { name: node }, data: { state: "down" } })
  expect((await snapshot(id)).state).toBe("away")
  await expect(world.web.snapshots.restore(world.scope, id)).rejects.toMatchObject({ code: "unavailable" })
  await world.db.node.updateMany({ where: { name: node }, data: { state: "assigned" } })
  await world.web.snapshots.delete(world.scope, id)
})

test("another application is made of it, after the first one is gone too; it is not deleted from under that", async () => {
  const [{ id } = { id: "" }] = (
    await world.web.snapshots.list(world.scope, { applicationId: shop, deleted: false }, page)
  ).items.filter((s) => s.name === "before")
  await world.finish(await world.web.applications.delete(world.scope, shop))
  await world.settle()
  expect((await snapshot(id)).application).toMatchObject({ slug: "shop", deleted: true })
  await expect(world.web.snapshots.restore(world.scope, id)).rejects.toMatchObject({ code: "conflict" })
  await expect(world.web.vdcs.close(world.scope, world.vdcId)).rejects.toThrow("2 snapshots (shop@before, shop@old)")

  const operation = await world.web.snapshots.launch(world.scope, { snapshotId: id, name: "again" })
  await expect(world.web.snapshots.delete(world.scope, id)).rejects.toMatchObject({ code: "conflict" })
  await world.finish(operation)
  await world.settle()
  const again = operation.subject.id
  expect(await world.application(again)).toMatchObject({ state: "running", slug: "again" })
  expect(await read(await nasOf(again))).toBe("as it was")
  expect((await volumesOf(again)).every((v) => v.mirrored)).toBe(true)
})

test("a data center is closed with what is in its trash, snapshots too", async () => {
  const other = await ApplicationWorld.open()
  const applicationId = await other.provision("brief")
  const { subject } = await other.web.snapshots.create(other.scope, { applicationId, name: "kept", note: "" })
  const operation = await other.db.operation.findFirstOrThrow({ where: { subjectId: subject.id } })
  await other.finish(await other.web.operations.get(other.scope, operation.id))
  await other.finish(await other.web.applications.delete(other.scope, applicationId))
  await other.web.snapshots.delete(other.scope, subject.id)
  const closing = other.finish(await other.web.vdcs.close(other.scope, other.vdcId))
  const emptied = async () => {
    await purgeTrash(other.worker.deps, new Date(other.clock.now()))
    return other.db.volume.count({ where: { purgedAt: null } })
  }
  await expect.poll(emptied).toBe(0)
  await closing
  expect(await other.db.vdc.findUnique({ where: { id: other.vdcId } })).toMatchObject({ state: "closed" })
  expect((await other.web.snapshots.list(other.scope, { deleted: true }, page)).items).toEqual([])
  await other.close()
})

test("without room nothing is made, and it is said in numbers", async () => {
  const again = (await world.web.applications.list(world.scope, undefined, page)).items.find((a) => a.slug === "again")
  const applicationId = again?.id ?? ""
  const made = await world.db.snapshot.count()
  await world.db.volume.updateMany({ where: { applicationId, trashedAt: null }, data: { sizeGib: 5_000 } })
  const preview = await world.web.snapshots.preview(world.scope, applicationId)
  expect(preview.fits).toBe(false)
  expect(preview.problem).toMatch(/again:main\.db\[0\]\.data needs 5000 GiB disk; .*-n\d+ has \d+ GiB disk free/)
  const input = { applicationId, name: "large", note: "" }
  await expect(world.web.snapshots.create(world.scope, input)).rejects.toMatchObject({ code: "over_quota" })
  expect(await world.db.snapshot.count()).toBe(made)
})
