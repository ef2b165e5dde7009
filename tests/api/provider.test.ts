import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { appRouter } from "@/server/api/root"
import { t } from "@/server/api/trpc"
import type { Caller } from "@/server/domain/access"
import { vdcWorkflows } from "@/server/worker/workflows/provision-vdc"
import { type HostingFixture, openHostingFixture, runWorkflow } from "@/tests/support/hosting-fixture"

let f: HostingFixture
let tenant: Awaited<ReturnType<HostingFixture["tenant"]>>
let vdcId: string
beforeAll(async () => {
  f = await openHostingFixture()
  tenant = await f.tenant("Tenant")
  const operation = await f.web.vdcs.create(tenant.scope, { name: "Shop", dataCenter: "ams", package: "starter" })
  vdcId = operation.subject.id
  await provision(vdcId)
})
afterAll(() => f.close())

const as = (caller: Caller | null) =>
  t.createCallerFactory(appRouter)({ caller, services: f.web, address: "192.0.2.1", userAgent: "test" })
const provider = () => as(f.providerCaller)
const code = (act: Promise<unknown>) =>
  act.then(
    () => "ok",
    (error: { cause?: { code?: string }; code?: string }) => error.cause?.code ?? error.code ?? "?",
  )
const provision = (id: string) => {
  const workflow = vdcWorkflows(f.worker)["vdc.provision"]
  if (!workflow) throw new Error("no such workflow")
  return runWorkflow(workflow, { id: "", tenantId: tenant.id, kind: "vdc.provision", subjectId: id, input: {} })
}
const site = async (slug: string) =>
  (await provider().provider.dataCenters.list()).items.find((d) => d.slug === slug)?.id ?? ""

test("every provider procedure is as unknown to members, their keys and nobody as one that is not there", async () => {
  const paths = Object.keys(appRouter._def.procedures).filter((path) => path.startsWith("provider."))
  expect(paths.length).toBeGreaterThanOrEqual(12)
  for (const caller of [tenant.caller("owner"), null]) {
    for (const path of paths) {
      const call = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], as(caller))
      const answer = await code((call as (input: unknown) => Promise<unknown>)({}))
      expect(`${path} ${answer}`).toBe(`${path} ${caller ? "not_found" : "unauthenticated"}`)
    }
  }
})

test("sees partners, data centers, companies and nodes with who has them", async () => {
  const api = provider().provider
  expect((await api.partners.list()).items[0]).toMatchObject({
    slug: "polder-datahuis",
    dataCenters: 1,
    nodes: { total: 12, assigned: 2, down: 0 },
  })
  expect((await api.machineClasses.list()).items.map((c) => c.slug)).toEqual(["small", "standard", "large"])
  expect((await api.tenants.list({})).items).toMatchObject([{ slug: "tenant", vdcs: 1, nodes: 2, members: 0 }])
  const assigned = await api.nodes.list({ state: "assigned" })
  expect(assigned.items.map((n) => [n.name, n.assignedTo?.tenant, n.assignedTo?.vdc, n.assignedTo?.purpose])).toEqual([
    ["ams-n2", "Tenant", "Shop", "base"],
    ["ams-n1", "Tenant", "Shop", "base"],
  ])
  expect((await api.nodes.list({ dataCenterId: await site("fsn"), limit: 100 })).items).toHaveLength(12)
  expect((await api.nodes.list({ vdcId })).items).toHaveLength(2)
  const operations = await api.operations.list({})
  expect(operations.items).toMatchObject([{ kind: "vdc.provision", tenantId: tenant.id }])
  expect(await api.operations.get({ operationId: operations.items[0]?.id ?? "" })).toMatchObject({
    kind: "vdc.provision",
  })
  expect(await code(api.operations.get({ operationId: newId() }))).toBe("not_found")
})

test("the power-off drill cuts the power, and the company that has the node is told once", async () => {
  const api = provider().provider
  const [node] = (await api.nodes.list({ vdcId })).items
  const nodeId = node?.id ?? ""
  expect(await api.nodes.powerOff({ nodeId })).toMatchObject({ powerWanted: false, assignedTo: { tenant: "Tenant" } })
  await api.nodes.powerOff({ nodeId })
  await expect(f.fabric.inspectNode(nodeId, AbortSignal.timeout(1_000))).rejects.toMatchObject({
    code: "node_unreachable",
  })
  expect(await api.nodes.powerOn({ nodeId })).toMatchObject({ powerWanted: true })
  await f.fabric.inspectNode(nodeId, AbortSignal.timeout(1_000))
  const events = await f.workerDb.event.findMany({ where: { tenantId: tenant.id, kind: { startsWith: "node.power" } } })
  expect(events.map((e) => [e.kind, e.vdcId])).toEqual([
    ["node.power_off", vdcId],
    ["node.power_on", vdcId],
  ])
  const audit = await f.workerDb.auditEvent.findMany({ where: { subjectId: nodeId, actorKind: "provider" } })
  expect(audit.map((a) => [a.action, a.tenantId])).toEqual([
    ["node.power_off", tenant.id],
    ["node.power_on", tenant.id],
  ])
  expect(await code(api.nodes.powerOff({ nodeId: newId() }))).toBe("not_found")
})

test("a node is drained and taken back: told once to the company that has it, with the reason", async () => {
  const api = provider().provider
  const [node] = (await api.nodes.list({ vdcId })).items
  const nodeId = node?.id ?? ""
  expect(await api.nodes.drainPreview({ nodeId })).toMatchObject({
    node: { id: nodeId, state: "assigned" },
    components: [],
    summary: [`${node?.name} is empty: nothing has to move.`],
  })
  const drained = await api.nodes.drain({ nodeId, reason: "new memory" })
  expect(drained).toMatchObject({ state: "draining", drain: { reason: "new memory", byPartner: false } })
  await api.nodes.drain({ nodeId, reason: "new memory" })
  const members = as(tenant.caller("viewer"))
  const seen = (await members.vdcs.nodes({ tenantId: tenant.id, vdcId })).items.find((n) => n.id === nodeId)
  expect(seen).toMatchObject({ state: "draining", drainReason: "new memory" })
  expect(await api.nodes.undrain({ nodeId })).toMatchObject({ state: "assigned", drain: null })
  await api.nodes.undrain({ nodeId })
  const events = await f.workerDb.event.findMany({ where: { kind: { in: ["node.drain", "node.undrain"] } } })
  expect(events.map((e) => [e.kind, e.tenantId])).toEqual([
    ["node.drain", tenant.id],
    ["node.undrain", tenant.id],
  ])
  expect(events[0]?.message).toContain("new memory")
  const audit = await f.workerDb.auditEvent.findMany({
    where: { subjectId: nodeId, action: { in: ["node.drain", "node.undrain"] } },
  })
  expect(audit.map((a) => [a.actorKind, a.tenantId])).toEqual([
    ["provider", tenant.id],
    ["provider", tenant.id],
  ])
  expect(await code(api.nodes.drain({ nodeId, reason: "" }))).toBe("BAD_REQUEST")
  expect(await code(api.nodes.drain({ nodeId: newId(), reason: "new memory" }))).toBe("not_found")
})

test("a free node that is drained is empty at once, and offered to nobody until it is taken back", async () => {
  const api = provider().provider
  const [node] = (await api.nodes.list({ dataCenterId: await site("fsn"), state: "available", limit: 1 })).items
  const nodeId = node?.id ?? ""
  expect(await api.nodes.drain({ nodeId, reason: "sold" })).toMatchObject({
    state: "draining",
    drain: { isEmpty: true },
  })
  expect(await api.nodes.undrain({ nodeId })).toMatchObject({ state: "available", drain: null })
})

test("a node that is switched off is not offered", async () => {
  const api = provider().provider
  const [node] = (await api.nodes.list({ dataCenterId: await site("iad"), state: "available", limit: 1 })).items
  const freeLarge = async () =>
    (await api.dataCenters.list()).items.find((d) => d.slug === "iad")?.free.find((c) => c.machineClass === "large")
      ?.nodes
  expect([node?.machineClass.slug, await freeLarge()]).toEqual(["large", 2])
  await api.nodes.powerOff({ nodeId: node?.id ?? "" })
  expect(await freeLarge()).toBe(1)
  await api.nodes.powerOn({ nodeId: node?.id ?? "" })
  expect(await freeLarge()).toBe(2)
})

test("adds nodes with names and racks that go on; refuses what cannot be", async () => {
  const api = provider().provider
  const dataCenterId = await site("fsn")
  const added = await api.nodes.add({ dataCenterId, machineClass: "small", count: 3 })
  expect(added.items.map((n) => [n.name, n.state, n.machineClass.slug])).toEqual(
    ["fsn-n13", "fsn-n14", "fsn-n15"].map((name) => [name, "available", "small"]),
  )
  expect((await api.nodes.add({ dataCenterId, machineClass: "large", count: 1, rack: "r9" })).items).toMatchObject([
    { name: "fsn-n16", rack: "r9" },
  ])
  // Two at once do not give a name twice.
  await Promise.all([1, 2, 3].map(() => api.nodes.add({ dataCenterId, machineClass: "small", count: 2 })))
  expect(await f.workerDb.node.count({ where: { dataCenterId } })).toBe(22)
  expect(await code(api.nodes.add({ dataCenterId: newId(), machineClass: "small", count: 1 }))).toBe("not_found")
  expect(await code(api.nodes.add({ dataCenterId, machineClass: "huge", count: 1 }))).toBe("not_found")
  for (const count of [0, 101, 1.5])
    expect(await code(api.nodes.add({ dataCenterId, machineClass: "small", count }))).toBe("BAD_REQUEST")
  expect(await code(api.nodes.add({ dataCenterId, machineClass: "small", count: 1, rack: "../x" }))).toBe("BAD_REQUEST")
})

test("too few nodes → order → fulfilled → the VDC goes on by itself, and its company sees all of it", async () => {
  const api = provider().provider
  const operation = await f.web.vdcs.create(tenant.scope, { name: "Big", dataCenter: "ams", package: "business" })
  const going = provision(operation.subject.id)
  let [order] = (await api.nodeOrders.list({ state: "open" })).items
  for (let i = 0; !order && i < 100; i++) {
    await new Promise((done) => setTimeout(done, 20))
    ;[order] = (await api.nodeOrders.list({ state: "open" })).items
  }
  expect(order).toMatchObject({ count: 2, machineClass: { slug: "large" }, tenant: "Tenant", vdc: { name: "Big" } })
  const waiting = await f.web.vdcs.get(tenant.scope, operation.subject.id)
  expect(waiting.waitingReason).toContain(
    "Needs 4 large nodes in Amsterdam 1; 2 are free. 2 are ordered from Polder Datahuis",
  )
  expect(await api.nodeOrders.fulfil({ nodeOrderId: order?.id ?? "" })).toMatchObject({ state: "fulfilled" })
  expect(await going).toEqual(["Assign nodes", "Wait for nodes", "Switch on nodes", "Activate"])
  expect(await f.web.vdcs.get(tenant.scope, operation.subject.id)).toMatchObject({
    state: "active",
    waitingReason: null,
    nodes: { assigned: 4 },
  })
  const kinds = (
    await f.workerDb.event.findMany({ where: { vdcId: operation.subject.id }, orderBy: { id: "asc" } })
  ).map((e) => e.kind)
  expect(kinds).toEqual(["vdc.waiting", "node_order.fulfilled", "vdc.active"])
  expect(await code(api.nodeOrders.fulfil({ nodeOrderId: order?.id ?? "" }))).toBe("conflict")
  expect(await code(api.nodeOrders.fulfil({ nodeOrderId: newId() }))).toBe("not_found")
})

test("what is done to nodes that nobody has is in the provider's audit log, and in no company's", async () => {
  const api = provider().provider
  const dataCenterId = await site("iad")
  const added = await api.nodes.add({ dataCenterId, machineClass: "small", count: 1 })
  const [node] = added.items
  if (!node) throw new Error("no node was added")
  await api.nodes.powerOff({ nodeId: node.id })
  await api.nodes.powerOn({ nodeId: node.id })
  const { items } = await api.audit.list({ limit: 3 })
  expect(items.map(({ action, actorKind, subjectId }) => [action, actorKind, subjectId])).toEqual([
    ["node.power_on", "provider", node.id],
    ["node.power_off", "provider", node.id],
    ["node.add", "provider", dataCenterId],
  ])
  const rows = await f.workerDb.auditEvent.findMany({ where: { id: { in: items.map(({ id }) => id) } } })
  expect(rows.map(({ tenantId }) => tenantId)).toEqual([null, null, null])
})
