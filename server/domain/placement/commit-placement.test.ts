import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { type Db, openDatabase } from "@/server/db"
import { createTestDatabase, type TestDatabase } from "@/tests/support/database"
import { type Demand, freeOf } from "./core/fleet"
import { commitPlacement, commitPlacements, commitReplica, loadFleet, type Placed, planPlacement } from "./index"

let database: TestDatabase
let db: Db
let site: { dataCenterId: string; machineClassId: string; packageId: string }

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.workerUrl, { max: 10, name: "test-placement" })
  const machineClass = await db.machineClass.create({
    data: { slug: "s", name: "S", cores: 4, memoryMib: 8_192, diskGib: 100, networkMbps: 1_000 },
  })
  const partner = await db.hostingPartner.create({ data: { slug: "p", name: "P", country: "NL" } })
  const place = { name: "A", city: "A", country: "NL", latitude: 0, longitude: 0 }
  const dataCenter = await db.dataCenter.create({ data: { ...place, slug: "a", partnerId: partner.id } })
  const offer = {
    name: "P",
    summary: "",
    nodes: 2,
    monthlyPriceMinor: 1n,
    includedVolumeGib: 1,
    includedTransferGib: 1,
  }
  const bought = await db.package.create({ data: { ...offer, slug: "p", machineClassId: machineClass.id } })
  site = { dataCenterId: dataCenter.id, machineClassId: machineClass.id, packageId: bought.id }
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

type Vdc = { tenantId: string; vdcId: string; applicationId: string; nodeIds: string[] }
let vdc: Vdc
let count = 0

/** A VDC with `nodes` nodes of 4 cores, 8 GiB, 100 GiB and an empty application. */
async function makeVdc(
  nodes: number,
  blueprint: unknown = { format: 1, components: [], connections: [] },
): Promise<Vdc> {
  count += 1
  const slug = `v${count}`
  const tenant = await db.tenant.create({ data: { slug, name: slug, timeZone: "UTC", billingAnchor: new Date() } })
  const { id: tenantId } = tenant
  const { dataCenterId, machineClassId, packageId } = site
  const { id: vdcId } = await db.vdc.create({
    data: { tenantId, slug, name: slug, dataCenterId, packageId, state: "active" },
  })
  const nodeIds: string[] = []
  for (let i = 0; i < nodes; i += 1) {
    const name = `${slug}-n${i + 1}`
    const node = await db.node.create({ data: { dataCenterId, machineClassId, name, rack: "r1", state: "assigned" } })
    await db.nodeAssignment.create({ data: { tenantId, vdcId, nodeId: node.id, startsAt: new Date() } })
    nodeIds.push(node.id)
  }
  const { id: applicationId } = await db.application.create({ data: { tenantId, vdcId, slug: "shop", title: "Shop" } })
  const revision = { tenantId, applicationId, number: 1, blueprint: blueprint as object, message: "" }
  const { id: revisionId } = await db.applicationRevision.create({ data: revision })
  await db.application.update({ where: { tenantId_id: { tenantId, id: applicationId } }, data: { revisionId } })
  return { tenantId, vdcId, applicationId, nodeIds }
}

async function makeComponent(name: string, index = 0, change: Record<string, unknown> = {}): Promise<string> {
  const { tenantId, vdcId, applicationId } = vdc
  const id = newId()
  const place = { tenantId, vdcId, applicationId, name, index, path: `shop:main.${name}[${index}]` }
  const image = { className: "web", classVersion: 1, image: "web@1", startOrder: 1, secret: "" }
  await db.component.create({
    data: { id, ...place, ...image, cpuMillis: 1_000, memoryMib: 1_024, wanted: "running", ...change },
  })
  return id
}

async function makeVolume(name: string, sizeGib: number, nodeId: string | null): Promise<string> {
  const { tenantId, vdcId, applicationId } = vdc
  const holder = {
    componentName: name,
    componentIndex: 0,
    name: "data",
    mirroring: "files",
    path: `shop:main.${name}.data`,
  }
  const { id } = await db.volume.create({ data: { tenantId, vdcId, applicationId, ...holder, sizeGib } })
  if (nodeId) await db.volumeReplica.create({ data: { tenantId, volumeId: id, nodeId, role: "primary", state: "ok" } })
  return id
}

const demandOf = (id: string, name: string, change: Partial<Demand> = {}): Demand => ({
  id,
  path: `shop:main.${name}[0]`,
  sibling: `${vdc.applicationId}:${name}`,
  machine: "container",
  cpuMillis: 1_000,
  memoryMib: 1_024,
  newVolumeGib: 0,
  dataOn: null,
  lastNodeId: null,
  pin: [],
  failoverGroup: null,
  ...change,
})
const placed = (demand: Demand, nodeId: string, epoch = 0): Placed => ({ demand, nodeId, epoch, reason: "on purpose" })
const commit = (plan: Placed) => db.$transaction((tx) => commitPlacement(tx, vdc, plan, new Date()))
const first = (): string => vdc.nodeIds[0] ?? ""
const second = (): string => vdc.nodeIds[1] ?? ""

beforeEach(async () => {
  vdc = await makeVdc(2)
})

test("a committed placement is written with its reason and a new epoch, and takes its room", async () => {
  const id = await makeComponent("web")
  expect(await commit(placed(demandOf(id, "web"), first()))).toBe("committed")
  expect(await db.component.findFirst({ where: { id } })).toMatchObject({
    nodeId: first(),
    epoch: 1,
    state: "creating",
    placementReason: "on purpose",
  })
  const fleet = await loadFleet(db, vdc.vdcId)
  expect(fleet.nodes.map(freeOf)).toEqual([
    { cpuMillis: 3_000, memoryMib: 7_168, diskGib: 100 },
    { cpuMillis: 4_000, memoryMib: 8_192, diskGib: 100 },
  ])
})

test("stale: placed meanwhile, not wanted any more, node lost or taken away, of another tenant", async () => {
  const id = await makeComponent("web")
  expect(await commit(placed(demandOf(id, "web"), first(), 7))).toBe("stale")
  expect(await commit(placed(demandOf(id, "web"), newId()))).toBe("stale")
  await db.component.updateMany({ where: { id }, data: { wanted: "stopped" } })
  expect(await commit(placed(demandOf(id, "web"), first()))).toBe("stale")
  await db.component.updateMany({ where: { id }, data: { wanted: "running" } })
  await db.node.update({ where: { id: first() }, data: { state: "down" } })
  expect(await commit(placed(demandOf(id, "web"), first()))).toBe("stale")
  await db.nodeAssignment.updateMany({ where: { nodeId: second() }, data: { endsAt: new Date(Date.now() + 1) } })
  expect(await commit(placed(demandOf(id, "web"), second()))).toBe("stale")
  const ours = vdc
  vdc = await makeVdc(1)
  expect(await commit(placed(demandOf(id, "web"), first()))).toBe("stale")
  vdc = ours
  expect(await db.component.findFirst({ where: { id } })).toMatchObject({ nodeId: null, epoch: 0 })
})

test("however many race for a node, it never holds more than it has", async () => {
  const ids = await Promise.all(Array.from({ length: 24 }, (_, i) => makeComponent("web", i, { memoryMib: 400 })))
  const demand = (id: string) => demandOf(id, "web", { cpuMillis: 700, memoryMib: 400 })
  await db.component.updateMany({ where: { id: { in: ids } }, data: { cpuMillis: 700 } })
  const outcomes = await Promise.all(ids.map((id, i) => commit(placed(demand(id), i % 3 ? first() : second()))))
  expect(outcomes.filter((o) => o === "committed")).toHaveLength(10)
  for (const nodeId of vdc.nodeIds) {
    const { _sum } = await db.component.aggregate({ where: { nodeId }, _sum: { cpuMillis: true } })
    expect(_sum.cpuMillis).toBe(3_500)
  }
  const written = await db.component.count({ where: { id: { in: ids }, nodeId: { not: null }, epoch: 1 } })
  expect(written).toBe(10)
})

test("the same component raced to both nodes is placed once", async () => {
  const id = await makeComponent("web")
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, i) => commit(placed(demandOf(id, "web"), i % 2 ? first() : second()))),
  )
  expect(outcomes.filter((o) => o === "committed")).toHaveLength(1)
  expect(await db.component.findFirst({ where: { id } })).toMatchObject({ epoch: 1 })
})

test("racing batches over both nodes in opposite order neither lock each other out nor overfill", async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => makeComponent("web", i)))
  const batches = [0, 1, 2, 3, 4].map((b) => ids.slice(b * 4, b * 4 + 4))
  const outcomes = await Promise.all(
    batches.map((batch, b) => {
      const order = b % 2 ? [first(), second()] : [second(), first()]
      const plans = batch.map((id, i) => placed(demandOf(id, "web"), order[i % 2] ?? first()))
      return db.$transaction((tx) => commitPlacements(tx, vdc, plans, new Date()))
    }),
  )
  expect(outcomes.flat().filter((o) => o === "committed")).toHaveLength(8)
})

test("a batch is checked plan by plan: the second on a full node is stale", async () => {
  const [a, b] = [await makeComponent("a"), await makeComponent("b")]
  const big = { cpuMillis: 3_000 }
  const plans = [placed(demandOf(a, "a", big), first()), placed(demandOf(b, "b", big), first())]
  expect(await db.$transaction((tx) => commitPlacements(tx, vdc, plans, new Date()))).toEqual(["committed", "stale"])
})

test("disk is promised with the placement, before the volume has a copy", async () => {
  const ids = await Promise.all(["a", "b", "c", "d"].map((name) => makeComponent(name)))
  await Promise.all(["a", "b", "c", "d"].map((name) => makeVolume(name, 40, null)))
  const names = ["a", "b", "c", "d"]
  const outcomes = await Promise.all(
    ids.map((id, i) => commit(placed(demandOf(id, names[i] ?? "", { newVolumeGib: 40 }), first()))),
  )
  expect(outcomes.filter((o) => o === "committed")).toHaveLength(2)
  const [node] = (await loadFleet(db, vdc.vdcId)).nodes
  expect(node && freeOf(node).diskGib).toBe(20)
})

test("copies take disk until they are purged; a stopped component takes nothing and finds its place again", async () => {
  const volumeId = await makeVolume("db", 60, first())
  const id = await makeComponent("db", 0, { nodeId: first(), state: "stopped", cpuMillis: 4_000, epoch: 3 })
  const fleet = await loadFleet(db, vdc.vdcId)
  expect(fleet.nodes.map((n) => freeOf(n))[0]).toEqual({ cpuMillis: 4_000, memoryMib: 8_192, diskGib: 40 })
  const demand = demandOf(id, "db", { cpuMillis: 4_000, lastNodeId: first(), dataOn: [first()] })
  expect(planPlacement(fleet, [demand])).toMatchObject([{ kind: "place", nodeId: first() }])
  expect(await commit(placed(demand, first(), 3))).toBe("committed")
  await db.volume.updateMany({ where: { id: volumeId }, data: { trashedAt: new Date() } })
  expect((await loadFleet(db, vdc.vdcId)).nodes.map((n) => freeOf(n).diskGib)[0]).toBe(40)
  await db.volume.updateMany({ where: { id: volumeId }, data: { purgedAt: new Date() } })
  expect((await loadFleet(db, vdc.vdcId)).nodes.map((n) => freeOf(n).diskGib)[0]).toBe(100)
})

test("one that moves on its own node does not stand in its own way, others do", async () => {
  const id = await makeComponent("db", 0, { nodeId: first(), state: "running", cpuMillis: 3_000, epoch: 1 })
  expect(await commit(placed(demandOf(id, "db", { cpuMillis: 4_000 }), first(), 1))).toBe("committed")
  const other = await makeComponent("web")
  expect(await commit(placed(demandOf(other, "web", { cpuMillis: 1_500 }), first()))).toBe("stale")
})

test("a failover group keeps apart what other passes placed", async () => {
  const component = { name: "db", failoverGroup: "data" }
  vdc = await makeVdc(2, { format: 1, components: [{ name: "web", failoverGroup: null }, component], connections: [] })
  const [a, b] = [await makeComponent("db", 0), await makeComponent("db", 1)]
  const grouped = { failoverGroup: `${vdc.applicationId}:data` }
  const outcomes = await Promise.all([a, b].map((id) => commit(placed(demandOf(id, "db", grouped), first()))))
  expect(outcomes.sort()).toEqual(["committed", "stale"])
  const fleet = await loadFleet(db, vdc.vdcId)
  expect(fleet.nodes[0]?.residents.map((r) => r.failoverGroup)).toEqual([grouped.failoverGroup])
  expect(planPlacement(fleet, [demandOf(newId(), "db", grouped)])).toMatchObject([{ kind: "place", nodeId: second() }])
})

test("mirrors race for disk as components do for cores, and a volume gets one", async () => {
  const names = ["a", "b", "c", "d"]
  await makeVolume("full", 60, first())
  const ids = await Promise.all(names.map((name) => makeVolume(name, 20, second())))
  const mirror = (volumeId: string, nodeId: string) =>
    db.$transaction((tx) => commitReplica(tx, vdc, { volumeId, sizeGib: 20, nodeId, insteadOf: null }))
  const outcomes = await Promise.all(ids.map((volumeId) => mirror(volumeId, first())))
  expect(outcomes.filter((o) => o === "committed")).toHaveLength(2)
  const mirrored = ids[outcomes.indexOf("committed")] ?? ""
  expect(await mirror(mirrored, first())).toBe("stale")
  const lone = ids[outcomes.indexOf("stale")] ?? ""
  expect(await mirror(lone, second())).toBe("stale")
})

test("a mirror takes the place of one whose node stays away", async () => {
  vdc = await makeVdc(3)
  const [primary, old, next] = vdc.nodeIds as [string, string, string]
  const volumeId = await makeVolume("db", 20, primary)
  const { tenantId } = vdc
  await db.volumeReplica.create({ data: { tenantId, volumeId, nodeId: old, role: "replica", state: "degraded" } })
  const mirror = (insteadOf: string | null) =>
    db.$transaction((tx) => commitReplica(tx, vdc, { volumeId, sizeGib: 20, nodeId: next, insteadOf }))
  expect(await mirror(null)).toBe("stale")
  expect(await mirror(primary)).toBe("stale")
  expect(await mirror(old)).toBe("committed")
  expect(await mirror(old)).toBe("stale")
  const copies = await db.volumeReplica.findMany({ where: { volumeId }, orderBy: { role: "asc" } })
  expect(copies.map((c) => [c.nodeId, c.role, c.state])).toEqual([
    [primary, "primary", "ok"],
    [next, "replica", "syncing"],
  ])
})
