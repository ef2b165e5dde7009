import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openProvider } from "@/server/domain/access"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string

beforeAll(async () => {
  world = await ApplicationWorld.open()
  shop = await world.provision("shop")
  await world.settle()
})
afterAll(() => world?.close())

const provider = openProvider({
  kind: "api_key",
  keyId: "00000000-0000-7000-8000-000000000001",
  userId: "00000000-0000-7000-8000-000000000002",
  tenantId: null,
  role: null,
  address: "192.0.2.9",
})
const hosting = () => world.worker.hosting
const node = (id: string) => world.db.node.findUniqueOrThrow({ where: { id } })
const instances = async () => (await world.application(shop)).instances
const report = (nodeId: string) => world.fabric.inspectNode(nodeId, new AbortController().signal)
const nodeOf = async (name: string) => (await instances()).find((c) => c.name === name)?.node?.id ?? ""
const events = async () => world.db.event.findMany({ orderBy: { id: "asc" } })
const drained = async (nodeId: string) => {
  for (let i = 0; i < 120; i++) {
    await world.pass()
    if ((await node(nodeId)).drainedAt) return world.settle()
  }
  throw new Error(`not empty: ${JSON.stringify(await report(nodeId))} ${world.troubles.join("; ")}`)
}

/** Writes into the primary of the database, as its clients do. */
async function write(text: string) {
  const holder = await world.db.volume.findFirstOrThrow({ where: { componentName: "db", trashedAt: null } })
  const where = { volumeId: holder.id, role: "primary" } as const
  const { nodeId, volumeId } = await world.db.volumeReplica.findFirstOrThrow({ where })
  const body = new Blob([text]).stream()
  await world.fabric.writeFile({ nodeId, volumeId }, "last.txt", body, 1_000, new AbortController().signal)
  return volumeId
}
async function readBack(volumeId: string) {
  const copies = await world.db.volumeReplica.findMany({ where: { volumeId, role: "primary" } })
  const ref = { nodeId: copies[0]?.nodeId ?? "", volumeId }
  return new Response((await world.fabric.readFile(ref, "last.txt", new AbortController().signal)).body).text()
}

describe("a node that is drained", () => {
  test("the preview says what moves where and for how long, and changes nothing", async () => {
    const nodeId = await nodeOf("db")
    const before = await world.db.node.findMany({ orderBy: { id: "asc" } })
    const preview = await hosting().drainPreview(provider, nodeId)
    expect(preview.components.map((c) => c.path)).toContain("shop:main.db[0]")
    expect(preview.components.every((c) => c.to !== null && c.to.id !== nodeId)).toBe(true)
    expect(preview.components[0]).toMatchObject({ downtimeMs: 5_000, downtimeFrom: "assumed" })
    expect(preview.volumes.find((v) => v.path.includes("db"))).toMatchObject({ how: "promote", copyGib: 0 })
    await world.settle()
    const seen = (rows: typeof before) => rows.map(({ lastSeenAt: _, ...row }) => row)
    expect(seen(await world.db.node.findMany({ orderBy: { id: "asc" } }))).toEqual(seen(before))
  })

  test("is left by one instance at a time, with everything that was written, and says so", async () => {
    const nodeId = await nodeOf("db")
    const preview = await hosting().drainPreview(provider, nodeId)
    const volumeId = await write("the last word")
    await hosting().drain(provider, nodeId, "a new power supply")
    let most = 0
    for (let i = 0; i < 150 && !(await node(nodeId)).drainedAt; i++) {
      await world.pass()
      const here = await instances()
      most = Math.max(most, here.filter((c) => c.state !== "running").length)
      expect(here.filter((c) => c.name === "web" && c.state === "running").length).toBeGreaterThanOrEqual(1)
    }
    await world.settle()
    expect(most).toBe(1)
    expect(await report(nodeId)).toMatchObject({ instances: [], volumes: [] })
    expect(await readBack(volumeId)).toBe("the last word")
    const now = await instances()
    for (const c of preview.components) expect(now.find((i) => i.id === c.id)?.node?.id).toBe(c.to?.id)
    expect(now.every((c) => c.state === "running")).toBe(true)
    const told = await events()
    expect(told.find((e) => e.kind === "node.drain")?.message).toMatch(
      /The provider empties ams-n\d+: a new power supply/,
    )
    expect(told.filter((e) => e.kind === "component.moving").map((e) => e.componentId)).toEqual(
      preview.components.map((c) => c.id),
    )
    expect(told.find((e) => e.kind === "component.drained")?.message).toMatch(/was away for \d+\.\d s/)
    expect(told.find((e) => e.kind === "volume.promoted")?.message).toMatch(/with everything that was written/)
    expect(world.fabric.audit.violations).toEqual([])
    expect(await hosting().listNodes(provider, { vdcId: world.vdcId, state: "draining" }, { limit: 5 })).toMatchObject({
      items: [{ drain: { reason: "a new power supply", isEmpty: true, componentsLeft: 0, volumesLeft: 0 } }],
    })
  })

  test("gets nothing new, and takes work again when it is given back", async () => {
    const [drainedNode] = await world.db.node.findMany({ where: { state: "draining" } })
    const id = drainedNode?.id ?? ""
    const other = await world.provision("other")
    await world.settle()
    expect((await world.application(other)).instances.map((c) => c.node?.id)).not.toContain(id)
    await world.finish(await world.web.applications.delete(world.scope, other))
    expect(await hosting().undrain(provider, id)).toMatchObject({ state: "assigned", drain: null })
    await world.settle()
    const audit = await world.db.auditEvent.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } })
    expect(audit.map((a) => [a.action, a.actorKind])).toEqual([
      ["node.drain", "provider"],
      ["node.undrain", "provider"],
    ])
  })

  test("how long earlier moves took is what the next preview expects", async () => {
    const nodeId = await nodeOf("db")
    const preview = await hosting().drainPreview(provider, nodeId)
    expect(preview.components.find((c) => c.path.includes("db"))?.downtimeFrom).toBe("measured")
  })
})

test("a worker that starts again in the middle goes on, at whatever step", async () => {
  const nodeId = await nodeOf("db")
  const volumeId = await write("before the crash")
  await hosting().drain(provider, nodeId, "new disks")
  for (let i = 0; i < 150 && !(await node(nodeId)).drainedAt; i++) {
    world.forget()
    await world.pass()
  }
  await world.settle()
  expect(await report(nodeId)).toMatchObject({ instances: [], volumes: [] })
  expect(await readBack(volumeId)).toBe("before the crash")
  expect(world.fabric.audit.violations).toEqual([])
  await hosting().undrain(provider, nodeId)
  await world.settle()
})

test("taken back in the middle, what was stopped for it goes on where it is", async () => {
  const nodeId = await nodeOf("db")
  const db = (await instances()).find((c) => c.name === "db")?.id ?? ""
  await hosting().drain(provider, nodeId, "a mistake")
  const row = () => world.db.component.findUniqueOrThrow({ where: { id: db } })
  for (let i = 0; i < 60 && (await row()).movingSince === null; i++) await world.pass()
  expect(await row()).toMatchObject({ nodeId })
  await hosting().undrain(provider, nodeId)
  await world.settle()
  expect(await row()).toMatchObject({ nodeId, state: "running", movingSince: null, movingTo: null })
})

test("a node that dies while it is drained is a lost node, and comes back draining", async () => {
  const nodeId = await nodeOf("db")
  await hosting().drain(provider, nodeId, "smoke")
  await world.pass()
  world.fabric.kill(nodeId)
  await world.clock.advance(3_000)
  await world.settle()
  expect((await node(nodeId)).state).toBe("down")
  expect((await world.application(shop)).state).toBe("running")
  const row = await world.db.node.findUniqueOrThrow({ where: { id: nodeId }, include: { machineClass: true } })
  const { cores, memoryMib, diskGib, networkMbps } = row.machineClass
  const spec = { nodeId, name: row.name, cores, memoryMib, diskGib, networkMbps }
  await world.fabric.powerOn(spec, new AbortController().signal)
  await world.settle()
  await drained(nodeId)
  expect((await node(nodeId)).state).toBe("draining")
  expect((await report(nodeId)).instances).toEqual([])
  await hosting().undrain(provider, nodeId)
  await world.settle()
})

test("a volume without a mirror is copied first; what has no room stays, and the drain waits", async () => {
  await world.db.volume.updateMany({ data: { mirrored: false } })
  for (let i = 0; i < 10; i++) await world.pass()
  expect(await world.db.volumeReplica.count({ where: { role: "replica" } })).toBe(0)
  const nodeId = await nodeOf("db")
  const volumeId = await write("alone")
  const preview = await hosting().drainPreview(provider, nodeId)
  expect(preview.volumes.find((v) => v.id === volumeId)).toMatchObject({ how: "copy" })
  expect(preview.summary.join(" ")).toMatch(/copied to another node first/)
  const others = await world.db.node.findMany({
    where: { assignments: { some: { endsAt: null } }, id: { not: nodeId } },
  })
  for (const { id } of others) await hosting().drain(provider, id, "all of them")
  await hosting().drain(provider, nodeId, "all of them")
  for (let i = 0; i < 10; i++) await world.pass()
  expect((await world.application(shop)).state).toBe("running")
  expect((await hosting().drainPreview(provider, nodeId)).components[0]).toMatchObject({
    to: null,
    reason: expect.stringContaining("is being emptied"),
  })
  for (const { id } of others) await hosting().undrain(provider, id)
  await drained(nodeId)
  expect(await readBack(volumeId)).toBe("alone")
  expect((await world.application(shop)).state).toBe("running")
  expect(world.fabric.audit.violations).toEqual([])
})
