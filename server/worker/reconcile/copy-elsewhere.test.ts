import { afterAll, beforeAll, expect, test } from "vitest"
import type { FakeFabric } from "@/server/fabric/fake"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string
let away: { vdcId: string; fabric: FakeFabric }

beforeAll(async () => {
  world = await ApplicationWorld.open()
  away = await world.openElsewhere("Away", "fsn")
  shop = await world.provision("shop")
  await world.settle()
  await write(shop, "entry.txt", "written in the shop")
})
afterAll(() => world?.close())

const signal = new AbortController().signal

async function contentOf(applicationId: string) {
  const { items } = await world.web.volumes.list(world.scope, { applicationId, trashed: false }, { limit: 50 })
  const found = items.find((v) => v.path.includes(".nas"))
  if (!found) throw new Error("no content volume")
  return found
}
const write = async (applicationId: string, path: string, text: string) => {
  const body = new Blob([text]).stream() as ReadableStream<Uint8Array>
  return world.web.volumes.writeFile(world.scope, (await contentOf(applicationId)).id, path, body, signal)
}
async function read(applicationId: string, path: string): Promise<string> {
  const { id } = await contentOf(applicationId)
  return new Response((await world.web.volumes.readFile(world.scope, id, path, signal)).body).text()
}
const copy = (name: string, vdcId = away.vdcId) =>
  world.web.applications.copy(world.scope, { applicationId: shop, name, vdcId })

test("an application is copied into another data center with its data, under its own name there", async () => {
  const preview = await world.web.applications.previewCopy(world.scope, { applicationId: shop, vdcId: away.vdcId })
  expect(preview).toMatchObject({ fits: true, problems: [] })
  expect(preview.volumes).toHaveLength(2)

  const operation = await copy("shop")
  const twin = operation.subject.id
  await world.finish(operation)
  await world.settle()
  expect(await world.application(twin)).toMatchObject({ state: "running", vdcId: away.vdcId })
  expect(away.fabric.audit.violations).toEqual([])
  expect(await read(twin, "entry.txt")).toBe("written in the shop")
  const there = new Set(
    (await world.db.node.findMany({ where: { dataCenter: { slug: "fsn" } }, select: { id: true } })).map((n) => n.id),
  )
  const parts = await world.db.component.findMany({ where: { applicationId: twin } })
  expect(parts.every(({ nodeId }) => nodeId !== null && there.has(nodeId))).toBe(true)

  await write(twin, "entry.txt", "changed away")
  expect(await read(shop, "entry.txt")).toBe("written in the shop")
  await expect(copy("shop")).rejects.toMatchObject({ code: "conflict", field: "name" })
  await world.finish(await world.web.applications.delete(world.scope, twin))
  await world.settle()
  expect((await world.application(shop)).state).toBe("running")
})

test("a snapshot becomes an application in another data center, after its own is gone, and what it is filled from stays until then", async () => {
  await write(shop, "entry.txt", "of the snapshot")
  const { subject } = await world.web.applications.copy(world.scope, { applicationId: shop, name: "short" })
  await world.finish(await lastOperation(subject.id))
  const taken = await world.web.snapshots.create(world.scope, { applicationId: subject.id, name: "kept", note: "" })
  await world.finish(taken)
  await world.finish(await world.web.applications.delete(world.scope, subject.id))
  const launched = await world.web.snapshots.launch(world.scope, {
    tenantId: world.scope.tenantId,
    snapshotId: taken.subject.id,
    name: "again",
    vdcId: away.vdcId,
  })
  await expect(world.web.snapshots.delete(world.scope, taken.subject.id)).rejects.toMatchObject({ code: "conflict" })
  await world.finish(launched)
  expect(await read(launched.subject.id, "entry.txt")).toBe("of the snapshot")
})

test("a data center is not closed while something elsewhere is still copied from it", async () => {
  const source = await world.openElsewhere("Leaving", "iad")
  const leaving = await world.web.applications.copy(world.scope, {
    applicationId: shop,
    name: "leaving",
    vdcId: source.vdcId,
  })
  await world.finish(leaving)
  const operation = await world.web.applications.copy(world.scope, {
    applicationId: leaving.subject.id,
    name: "left",
    vdcId: away.vdcId,
  })
  await world.finish(await world.web.applications.delete(world.scope, leaving.subject.id))
  await expect(world.web.vdcs.close(world.scope, source.vdcId)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("still being copied from Leaving"),
  })
  await world.finish(operation)
  expect(await read(operation.subject.id, "entry.txt")).toBe("of the snapshot")
  expect(await world.web.vdcs.close(world.scope, source.vdcId)).toMatchObject({ kind: "vdc.close" })
})

test("what another company owns, what is not there and machines of another kind are refused", async () => {
  const unknown = "0190a6f0-0000-7000-8000-000000000000"
  await expect(copy("other", unknown)).rejects.toMatchObject({ code: "not_found" })
  const foreign = await world.foreignVdc("iad")
  await expect(copy("other", foreign)).rejects.toMatchObject({ code: "not_found" })
  const preview = { applicationId: shop, vdcId: foreign }
  await expect(world.web.applications.previewCopy(world.scope, preview)).rejects.toMatchObject({ code: "not_found" })
  const where = { slug: "fsn" }
  await world.db.dataCenter.update({ where, data: { fabric: "lxd" } })
  try {
    await expect(copy("other")).rejects.toMatchObject({ code: "invalid", field: "vdcId" })
  } finally {
    await world.db.dataCenter.update({ where, data: { fabric: "embedded" } })
  }
  expect(await world.db.application.count({ where: { slug: "other" } })).toBe(0)
})

async function lastOperation(applicationId: string) {
  const { id } = await world.db.operation.findFirstOrThrow({
    where: { subjectId: applicationId },
    orderBy: { id: "desc" },
  })
  return world.web.operations.get(world.scope, id)
}
