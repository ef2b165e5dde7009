import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import type { FakeCluster } from "@/server/fabric/fake"
import { clusterForm } from "@/tests/support/cluster-form"
import { type HostingFixture, openHostingFixture } from "@/tests/support/hosting-fixture"
import { ClusterWatch, type ClusterWatchOptions } from "./watch-clusters"

let f: HostingFixture
let cluster: FakeCluster
let dataCenterId: string
let clusterId: string
let count = 0
const troubles: unknown[] = []
beforeAll(async () => {
  f = await openHostingFixture()
})
afterAll(() => f.close())

async function connect(name: string): Promise<FakeCluster> {
  const made = f.clusters.addCluster(name)
  for (const member of ["n1", "n2", "n3"]) made.addMember(member)
  made.tokens.add("token")
  const { id } = await f.web.hosting.prepareIdentity(f.provider)
  const connected = await f.web.hosting.connectCluster(f.provider, clusterForm(made, id, { token: "token", name }))
  dataCenterId = connected.dataCenter.id
  clusterId = connected.id
  return made
}
beforeEach(async () => {
  troubles.length = 0
  count += 1
  cluster = await connect(`watched-${String.fromCharCode(96 + count)}`)
})

const open: AbortController[] = []
afterEach(() => {
  for (const stop of open.splice(0)) stop.abort()
})
function watch(change: Partial<ClusterWatchOptions> = {}) {
  const stop = new AbortController()
  open.push(stop)
  const onTrouble = (error: unknown) => troubles.push(error)
  return new ClusterWatch({ deps: f.worker.deps, stopping: stop.signal, onTrouble, ...change })
}
const look = async () => {
  const one = watch()
  await one.turn()
  await one.settle()
  expect(troubles).toEqual([])
}
const nodes = async () =>
  (await f.workerDb.node.findMany({ where: { dataCenterId }, orderBy: { createdAt: "asc" } })).map(
    (n) => `${n.memberName ?? "-"} ${n.name.split("-").slice(2).join("-")} ${n.state}`,
  )
const nodeOf = (memberName: string) => f.workerDb.node.findFirstOrThrow({ where: { dataCenterId, memberName } })
const row = () => f.workerDb.cluster.findUniqueOrThrow({ where: { id: clusterId } })

/** A company that has the node of this member. */
async function hold(memberName: string) {
  const tenant = await f.tenant(`Holder${count}`)
  const node = await nodeOf(memberName)
  const bought = await f.web.vdcs.create(tenant.scope, { name: "Shop", dataCenter: "ams", package: "starter" })
  const vdcId = bought.subject.id
  await f.workerDb.nodeAssignment.create({
    data: { tenantId: tenant.id, vdcId, nodeId: node.id, startsAt: new Date() },
  })
  await f.workerDb.node.update({ where: { id: node.id }, data: { state: "assigned" } })
  const told = async () =>
    (await f.workerDb.event.findMany({ where: { vdcId }, orderBy: { id: "asc" } })).map((e) => [e.severity, e.kind])
  return { node, told, vdcId, tenantId: tenant.id }
}

test("a cluster that stays as it is costs no write", async () => {
  await look()
  const before = await row()
  const xmin = async () =>
    await f.workerDb.$queryRaw`SELECT xmin::text FROM cluster WHERE id = ${clusterId}::uuid UNION ALL
      SELECT xmin::text FROM node WHERE data_center_id = ${dataCenterId}::uuid`
  const versions = await xmin()
  await look()
  await look()
  expect(await row()).toEqual(before)
  expect(await xmin()).toEqual(versions)
  expect(cluster.probes).toBeGreaterThanOrEqual(4)
})

test("members that appear become free nodes, free ones that are gone are retired and may come again", async () => {
  cluster.addMember("n4", { cores: 8, memoryMib: 65_000, diskGib: 100, networkMbps: 10_000 })
  cluster.addMember("tiny", { memoryMib: 512 })
  await look()
  expect(await nodes()).toEqual(["n1 n1 available", "n2 n2 available", "n3 n3 available", "n4 n4 available"])
  const { machineClass } = await f.workerDb.node.findFirstOrThrow({
    where: { dataCenterId, memberName: "n4" },
    include: { machineClass: true },
  })
  expect(machineClass).toMatchObject({ slug: "c8-m63-d100", name: "8 cores, 63 GiB, 100 GiB", networkMbps: 10_000 })
  cluster.members.delete("n4")
  await look()
  expect((await nodes()).at(-1)).toBe("- n4 retired")
  cluster.addMember("n4")
  await look()
  expect((await nodes()).slice(-2)).toEqual(["- n4 retired", "n4 n4-2 available"])
  const audit = await f.workerDb.auditEvent.findMany({
    where: { tenantId: null, action: { in: ["node.appear", "node.retire"] } },
  })
  expect(audit.length).toBeGreaterThanOrEqual(5)
})

test("who has a member that is gone is told once; the node stays theirs until it is given back", async () => {
  const { told, node } = await hold("n1")
  cluster.members.delete("n1")
  await look()
  await look()
  expect(await told()).toEqual([["error", "node.gone"]])
  expect(await nodeOf("n1")).toMatchObject({ id: node.id, state: "assigned", memberState: "gone" })
  cluster.addMember("n1")
  await look()
  expect(await nodeOf("n1")).toMatchObject({ id: node.id, memberState: "online" })
})

test("an offline member keeps its node, is named among the problems, and is no new size", async () => {
  const { told } = await hold("n1")
  cluster.setState("n1", "offline")
  await look()
  expect(await nodeOf("n1")).toMatchObject({ state: "assigned", memberState: "offline" })
  expect((await row()).problems).toMatchObject([{ code: "members_offline", blocking: false }])
  cluster.setState("n1", "online")
  await look()
  expect((await row()).problems).toEqual([])
  expect(await told()).toEqual([])
})

test("evacuated: drains, free or not, and comes back when it is restored", async () => {
  const { told } = await hold("n1")
  for (const name of ["n1", "n2"]) cluster.setState(name, "evacuated")
  await look()
  await look()
  expect(await nodes()).toEqual(["n1 n1 draining", "n2 n2 draining", "n3 n3 available"])
  for (const name of ["n1", "n2"]) cluster.setState(name, "online")
  await look()
  expect(await nodes()).toEqual(["n1 n1 assigned", "n2 n2 available", "n3 n3 available"])
  expect(await told()).toEqual([
    ["warning", "node.drain"],
    ["info", "node.restore"],
  ])
})

test("what a VDC gave back while its member was evacuated is not offered before it is empty", async () => {
  const { node, vdcId } = await hold("n1")
  cluster.setState("n1", "evacuated")
  await look()
  await f.workerDb.nodeAssignment.updateMany({ where: { vdcId }, data: { endsAt: new Date(Date.now() + 1_000) } })
  const { moveNodes } = await import("@/server/domain/hosting")
  await f.workerDb.$transaction((tx) => moveNodes(tx, [node.id], "release"))
  cluster.setState("n1", "online")
  await look()
  expect(await nodeOf("n1")).toMatchObject({ state: "draining", evacuated: false })
  // Gone before it is empty: retired once it is.
  cluster.members.delete("n1")
  await look()
  expect(await nodeOf("n1")).toMatchObject({ state: "draining", memberState: "gone" })
  await f.workerDb.$transaction((tx) => moveNodes(tx, [node.id], "emptied"))
  await look()
  expect(await f.workerDb.node.findUnique({ where: { id: node.id } })).toMatchObject({ state: "retired" })
})

test("a member that grew or shrank keeps its class, and who has it is told", async () => {
  const { told, node } = await hold("n1")
  cluster.addMember("n1", { cores: 4, memoryMib: 49_500 })
  cluster.addMember("n2", { cores: 1 })
  await look()
  await look()
  expect(await nodeOf("n1")).toMatchObject({
    machineClassId: node.machineClassId,
    measured: { cores: 4, memoryMib: 48 * 1024 },
  })
  cluster.addMember("n1", { cores: 4, diskGib: 3 })
  await look()
  expect(await told()).toEqual([
    ["info", "node.resize"],
    ["warning", "node.resize"],
  ])
})

test("a cluster that does not answer, or answers without members, takes no node away", async () => {
  cluster.isUp = false
  await look()
  expect(await row()).toMatchObject({ state: "unreachable", problems: [{ code: "unreachable", field: "addresses" }] })
  cluster.isUp = true
  const members = [...cluster.members.values()]
  cluster.members.clear()
  await look()
  expect(await row()).toMatchObject({ state: "ready" })
  expect(await nodes()).toEqual(["n1 n1 available", "n2 n2 available", "n3 n3 available"])
  for (const member of members) cluster.addMember(member.name, member)
  cluster.renewCertificate()
  await look()
  expect(await row()).toMatchObject({ state: "unreachable", problems: [{ code: "wrong_certificate" }] })
  const audit = await f.workerDb.auditEvent.findMany({
    where: { subjectId: clusterId, actorKind: "system" },
    orderBy: { id: "asc" },
  })
  expect(audit.map((a) => a.action)).toEqual(["cluster.unreachable", "cluster.ready", "cluster.unreachable"])
})

test("a slow cluster is given up in time and does not slow the others", async () => {
  const slow = cluster
  const slowId = clusterId
  const quick = await connect("quick")
  slow.latencyMs = 60_000
  const one = watch({ maxMs: 1_500 })
  const started = Date.now()
  const before = quick.probes
  await one.turn()
  while (quick.probes < before + 2 && Date.now() - started < 1_400) {
    await new Promise((done) => setTimeout(done, 50))
    await one.turn()
  }
  expect(quick.probes).toBeGreaterThanOrEqual(before + 2)
  await one.settle()
  expect(troubles).toEqual([])
  expect(await f.workerDb.cluster.findUnique({ where: { id: slowId } })).toMatchObject({ state: "unreachable" })
  expect(await row()).toMatchObject({ state: "ready" })
  slow.latencyMs = 0
})

test("a watch that is stopped ends without trouble, and a cluster that was disconnected is forgotten", async () => {
  await f.web.hosting.disconnectCluster(f.provider, clusterId)
  await look()
  const stop = new AbortController()
  const again = await connect("stopped")
  again.latencyMs = 60_000
  const one = watch({ stopping: stop.signal })
  await one.turn()
  setTimeout(() => stop.abort(), 50)
  await one.settle()
  expect(troubles).toEqual([])
  again.latencyMs = 0
})

test("what a cluster says is looked at at once, and a stream that breaks is opened again", async () => {
  const stopped: string[] = []
  const one = watch({ onStopped: (vdcId) => stopped.push(vdcId) })
  await one.turn()
  await one.settle()
  await expect.poll(() => nodes()).toEqual(["n1 n1 available", "n2 n2 available", "n3 n3 available"])
  cluster.addMember("n4")
  cluster.tell({ kind: "members" })
  await expect.poll(async () => (await nodes()).length).toBe(4)
  cluster.tell({ kind: "instance", vdcId: "3f1c" })
  expect(stopped).toEqual(["3f1c"])

  // Cut off, it looks at once: perhaps whoever spoke has died.
  const { probes } = cluster
  expect(cluster.cutStreams()).toBe(1)
  await expect.poll(() => cluster.probes).toBeGreaterThan(probes)
  await one.turn()
  await expect.poll(() => cluster.cutStreams()).toBe(1)
  await f.web.hosting.disconnectCluster(f.provider, clusterId)
  await one.turn()
  await expect.poll(() => cluster.cutStreams()).toBe(0)
  await one.settle()
  expect(troubles).toEqual([])
})

test("two workers that look at the same time write one line of what changed", async () => {
  await look()
  cluster.isUp = false
  cluster.latencyMs = 50
  const both = [watch(), watch(), watch()]
  await Promise.all(both.map((one) => one.turn()))
  await Promise.all(both.map((one) => one.settle()))
  const lines = await f.workerDb.auditEvent.findMany({ where: { subjectId: clusterId, action: "cluster.unreachable" } })
  expect(lines).toHaveLength(1)
  expect(troubles).toEqual([])
})
