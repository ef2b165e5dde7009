import { afterAll, beforeAll, expect, test } from "vitest"
import { DomainError } from "@/server/domain/domain-error"
import { vdcWorkflows } from "@/server/worker/workflows/provision-vdc"
import { type HostingFixture, openHostingFixture, runWorkflow } from "@/tests/support/hosting-fixture"

let f: HostingFixture
beforeAll(async () => {
  f = await openHostingFixture()
})
afterAll(() => f.close())

type Tenant = Awaited<ReturnType<HostingFixture["tenant"]>>

async function buy(tenant: Tenant, name: string, packageSlug: string, dataCenter: string) {
  const operation = await f.web.vdcs.create(tenant.scope, { name, package: packageSlug, dataCenter })
  return { tenantId: tenant.id, vdcId: operation.subject.id, operation }
}
const run = (kind: "vdc.provision" | "vdc.close", { tenantId, vdcId }: { tenantId: string; vdcId: string }) => {
  const workflow = vdcWorkflows(f.worker)[kind]
  if (!workflow) throw new Error(`no workflow ${kind}`)
  return runWorkflow(workflow, { id: "", tenantId, kind, subjectId: vdcId, input: { vdcId } })
}
const refusal = async (act: Promise<unknown>): Promise<DomainError> => {
  const error = await act.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(error instanceof DomainError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error
}

/** No node at two VDCs at once, node states and meters agree with assignments. */
async function expectSound(): Promise<void> {
  const live = await f.workerDb.nodeAssignment.findMany({ where: { endsAt: null }, include: { node: true } })
  expect(new Set(live.map((a) => a.nodeId)).size).toBe(live.length)
  expect(live.every(({ node }) => node.state === "assigned")).toBe(true)
  expect(await f.workerDb.node.count({ where: { state: "assigned" } })).toBe(live.length)
  const meters = await f.workerDb.usageInterval.findMany({ where: { endsAt: null, meter: "node_hours" } })
  expect(meters.map((m) => `${m.vdcId} ${m.subjectId}`).sort()).toEqual(
    live.map((a) => `${a.vdcId} ${a.nodeId}`).sort(),
  )
}

test("a bought VDC is active at once with nodes of its own, spread over racks, switched on and metered", async () => {
  const tenant = await f.tenant("Active")
  const bought = await buy(tenant, "Production EU", "starter", "ams")
  expect(bought.operation).toMatchObject({
    kind: "vdc.provision",
    state: "queued",
    subject: { type: "vdc", name: "Production EU" },
  })
  expect(await f.web.vdcs.get(tenant.scope, bought.vdcId)).toMatchObject({
    slug: "production-eu",
    state: "provisioning",
  })
  expect(await run("vdc.provision", bought)).toEqual(["Assign nodes", "Switch on nodes", "Activate"])

  const vdc = await f.web.vdcs.get(tenant.scope, bought.vdcId)
  expect(vdc).toMatchObject({
    state: "active",
    waitingReason: null,
    nodes: { assigned: 2, down: 0 },
    ha: { survives: true },
  })
  expect(vdc.capacity).toEqual({ cpuMillis: 8_000, memoryMib: 16_384, diskGib: 400 })
  const { items } = await f.web.vdcs.nodes(tenant.scope, bought.vdcId, { limit: 50 })
  expect(items.map((n) => n.name)).toEqual(["ams-n1", "ams-n2"])
  expect(new Set(items.map((n) => n.rack)).size).toBe(2)
  expect(f.fabric.calls.filter((c) => c.verb === "powerOn").map((c) => c.nodeId)).toEqual(items.map((n) => n.id))
  const kinds = await f.workerDb.event.findMany({ where: { tenantId: tenant.id }, select: { kind: true } })
  expect(kinds.map((e) => e.kind)).toEqual(["vdc.active"])
  await expectSound()
  // A step repeated after a crash changes nothing.
  await run("vdc.provision", bought)
  expect((await f.web.vdcs.nodes(tenant.scope, bought.vdcId, { limit: 50 })).items).toHaveLength(2)
  await expectSound()
})

test("8 race for too few nodes: no node twice, whoever is short waits with numbers, and goes on when the order is fulfilled", async () => {
  const tenants = await Promise.all(Array.from({ length: 8 }, (_, i) => f.tenant(`Racer${i}`)))
  // 6 small nodes at fsn: three of the eight find their two.
  const bought = await Promise.all(tenants.map((tenant) => buy(tenant, "Race", "starter", "fsn")))
  expect(new Set((await f.workerDb.vdc.findMany({ where: { name: "Race" } })).map((v) => v.slug)).size).toBe(8)
  const taken = await Promise.all(bought.map((vdc) => f.worker.vdcActs.takeNodes(vdc)))
  expect(taken.filter((t) => t.kind === "complete")).toHaveLength(3)
  await expectSound()
  const waiting = taken.flatMap((t) => (t.kind === "waiting" ? [t.reason] : []))
  expect(waiting).toHaveLength(5)
  for (const reason of waiting)
    expect(reason).toMatch(
      /^Needs 2 small nodes in Falkenstein 1; (none is free|\d (is|are) free.*)\. [12] (is|are) ordered from Vogtland Rechenzentren, promised by /,
    )

  const orders = (await f.web.hosting.listNodeOrders(f.provider, { state: "open" }, { limit: 50 })).items
  expect(orders).toHaveLength(5)
  const running = Promise.all(bought.map((vdc) => run("vdc.provision", vdc)))
  for (const order of orders) await f.web.hosting.fulfilNodeOrder(f.provider, order.id)
  await running
  // Each was waiting for its own order: nothing was ordered twice or called off.
  expect(await f.workerDb.nodeOrder.groupBy({ by: ["state"], _count: true })).toEqual([
    { state: "fulfilled", _count: 5 },
  ])
  const states = await f.workerDb.vdc.findMany({ where: { name: "Race" }, include: { assignments: true } })
  expect(states.map((v) => `${v.state} ${v.waitingReason} ${v.assignments.length}`)).toEqual(
    Array(8).fill("active null 2"),
  )
  await expectSound()
  expect((await refusal(f.web.hosting.fulfilNodeOrder(f.provider, orders[0]?.id ?? ""))).code).toBe("conflict")
  const added = await f.workerDb.node.findMany({ where: { dataCenter: { slug: "fsn" }, name: "fsn-n22" } })
  expect(added).toHaveLength(1)
})

test("first come, first served: nodes that arrive go to who has waited longest", async () => {
  const [first, second] = [await f.tenant("First"), await f.tenant("Second")]
  const a = await buy(first, "Large one", "business", "iad")
  expect(await f.worker.vdcActs.takeNodes(a)).toMatchObject({
    kind: "waiting",
    reason: expect.stringContaining("2 are free. 2 are ordered"),
  })
  const b = await buy(second, "Large two", "business", "iad")
  expect(await f.worker.vdcActs.takeNodes(b)).toMatchObject({
    kind: "waiting",
    reason: expect.stringContaining("2 are free, of which 2 are promised to other customers. 4 are ordered"),
  })
  // Asking again orders nothing more.
  await f.worker.vdcActs.takeNodes(a)
  await f.worker.vdcActs.takeNodes(b)
  const [site] = (await f.web.hosting.listDataCenters()).items.filter((d) => d.slug === "iad")
  const orders = (await f.web.hosting.listNodeOrders(f.provider, { state: "open" }, { limit: 50 })).items
  expect(orders.map((o) => [o.vdc.name, o.count])).toEqual([
    ["Large two", 4],
    ["Large one", 2],
  ])
  await f.web.hosting.addNodes(f.provider, { dataCenterId: site?.id ?? "", machineClass: "large", count: 2 })
  expect((await f.worker.vdcActs.takeNodes(b)).kind).toBe("waiting")
  expect((await f.worker.vdcActs.takeNodes(a)).kind).toBe("complete")
  // What was on order for the first is called off.
  expect(
    (await f.web.hosting.listNodeOrders(f.provider, { state: "cancelled" }, { limit: 50 })).items.map(
      (o) => o.vdc.name,
    ),
  ).toEqual(["Large one"])
  // The second changes its mind while it waits.
  await f.web.vdcs.close(second.scope, b.vdcId)
  expect((await refusal(f.worker.vdcActs.takeNodes(b))).code).toBe("conflict")
  await run("vdc.close", b)
  expect(await f.web.vdcs.get(second.scope, b.vdcId)).toMatchObject({ state: "closed" })
  expect((await f.web.vdcs.list(second.scope, { limit: 50 })).items).toEqual([])
})

test("closing: not with applications, then nodes are emptied and free again, meters closed, the name free for the same company", async () => {
  const tenant = await f.tenant("Closer")
  const bought = await buy(tenant, "Shop", "starter", "ams")
  await run("vdc.provision", bought)
  const nodes = (await f.web.vdcs.nodes(tenant.scope, bought.vdcId, { limit: 50 })).items.map((n) => n.id)
  const { vdcId } = bought
  const application = await f.workerDb.application.create({
    data: { tenantId: tenant.id, vdcId, slug: "shop", title: "Shop" },
  })
  expect((await refusal(f.web.vdcs.close(tenant.scope, vdcId))).message).toBe(
    "Shop still has 1 application (shop). Delete them first; then it can be closed.",
  )
  await f.workerDb.application.update({ where: { id: application.id }, data: { deletedAt: new Date() } })
  await f.web.vdcs.close(tenant.scope, vdcId)
  expect((await refusal(f.web.vdcs.close(tenant.scope, vdcId))).code).toBe("conflict")
  await f.worker.vdcActs.giveNodesBack(bought)
  // Between release and emptying nobody else may get them.
  expect((await f.workerDb.node.findMany({ where: { id: { in: nodes } } })).map((n) => n.state)).toEqual([
    "draining",
    "draining",
  ])
  await run("vdc.close", bought)
  expect((await f.workerDb.node.findMany({ where: { id: { in: nodes } } })).map((n) => n.state)).toEqual([
    "available",
    "available",
  ])
  expect(f.fabric.calls.filter((c) => c.verb === "retireNode" && nodes.includes(c.nodeId))).toHaveLength(2)
  await expectSound()
  const again = await buy(tenant, "Shop", "starter", "ams")
  expect(await f.web.vdcs.get(tenant.scope, again.vdcId)).toMatchObject({ slug: "shop" })
  await run("vdc.provision", again)
  expect((await f.web.vdcs.nodes(tenant.scope, again.vdcId, { limit: 50 })).items.map((n) => n.id).sort()).toEqual(
    nodes.sort(),
  )
  await expectSound()
})

test("the exclusion constraint has the last word when everything above it fails", async () => {
  const [held] = await f.workerDb.nodeAssignment.findMany({ where: { endsAt: null }, take: 1 })
  if (!held) throw new Error("nothing is assigned")
  const other = await f.workerDb.vdc.findFirstOrThrow({ where: { tenantId: { not: held.tenantId } } })
  const twice = { tenantId: other.tenantId, vdcId: other.id, nodeId: held.nodeId, startsAt: new Date() }
  await expect(f.workerDb.nodeAssignment.create({ data: twice })).rejects.toThrow(/node_assignment_exclusive/)
})

test("quota under the tenant's lock: 12 at once, 10 are sold", async () => {
  const tenant = await f.tenant("Greedy")
  const tries = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      buy(tenant, `Site ${i}`, "starter", "iad").then(
        () => "sold",
        (e: DomainError) => e.code,
      ),
    ),
  )
  expect(tries.sort()).toEqual([...Array(2).fill("over_quota"), ...Array(10).fill("sold")])
})
