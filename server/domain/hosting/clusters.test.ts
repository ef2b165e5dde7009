import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { DomainError } from "@/server/domain/domain-error"
import type { FakeCluster } from "@/server/fabric/fake"
import { clusterForm } from "@/tests/support/cluster-form"
import { type HostingFixture, openHostingFixture } from "@/tests/support/hosting-fixture"
import { loadClusterAccess } from "./index"

let f: HostingFixture
let cluster: FakeCluster
let count = 0
beforeAll(async () => {
  f = await openHostingFixture()
})
afterAll(() => f.close())
beforeEach(() => {
  count += 1
  cluster = f.clusters.addCluster(`dc${count}`)
  for (const name of ["n1", "n2", "n3"]) cluster.addMember(name)
  cluster.tokens.add("token")
})

const refusal = async (act: Promise<unknown>): Promise<DomainError> => {
  const error = await act.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(error instanceof DomainError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error
}
const identity = async () => (await f.web.hosting.prepareIdentity(f.provider)).id
const connect = async (more: Parameters<typeof clusterForm>[2] = {}) =>
  f.web.hosting.connectCluster(f.provider, clusterForm(cluster, await identity(), { token: "token", ...more }))
const nodesOf = (dataCenterId: string) =>
  f.workerDb.node.findMany({ where: { dataCenterId }, orderBy: { name: "asc" }, include: { machineClass: true } })

test("a cluster becomes a data center with prices, and its members nodes of a class made for their size", async () => {
  const connected = await connect({ name: "Rotterdam 1" })
  expect(connected).toMatchObject({
    dataCenter: { slug: "rotterdam-1", partner: "Polder Datahuis" },
    engine: "lxd",
    version: "5.0.2",
    state: "ready",
    problems: [],
    nodes: { available: 3, assigned: 0, draining: 0, down: 0 },
    vdcs: [],
  })
  const nodes = await nodesOf(connected.dataCenter.id)
  expect(nodes.map((n) => [n.name, n.memberName, n.memberState, n.state, n.machineClass.slug])).toEqual(
    ["n1", "n2", "n3"].map((n) => [`rotterdam-1-${n}`, n, "online", "available", "c2-m23-d6"]),
  )
  expect(nodes[0]?.machineClass).toMatchObject({ name: "2 cores, 23 GiB, 6 GiB", memoryMib: 23 * 1024 })
  const listed = (await f.web.hosting.listDataCenters()).items.find((d) => d.slug === "rotterdam-1")
  const ams = (await f.web.hosting.listDataCenters()).items.find((d) => d.slug === "ams")
  expect(listed).toMatchObject({ fabric: "lxd", currency: "EUR", city: "Rotterdam" })
  expect(listed?.rates).toEqual(ams?.rates)
  expect(listed?.free.find((c) => c.machineClass === "c2-m23-d6")?.nodes).toBe(3)
  const members = await f.web.hosting.listClusterMembers(f.provider, connected.id)
  expect(members.items.map((m) => m.member)).toEqual(["n1", "n2", "n3"])
})

test("a member of a size that is sold already is of that class; a new partner and prices may come with it", async () => {
  cluster.members.clear()
  cluster.addMember("big", { cores: 4, memoryMib: 8_192, diskGib: 200, networkMbps: 1_000 })
  const micros = "800000"
  const connected = await connect({
    partner: undefined,
    newPartner: { name: "Noorderlicht", country: "NL" },
    pricesOf: undefined,
    prices: {
      currency: "USD",
      coreHourMicros: micros,
      memoryGibHourMicros: "1",
      volumeGibHourMicros: "2",
      snapshotGibHourMicros: "3",
      transferOutGibMicros: "4",
    },
  })
  expect((await nodesOf(connected.dataCenter.id)).map((n) => n.machineClass.slug)).toEqual(["small"])
  expect(connected.dataCenter.partner).toBe("Noorderlicht")
  const listed = (await f.web.hosting.listDataCenters()).items.find((d) => d.id === connected.dataCenter.id)
  expect(listed?.currency).toBe("USD")
  expect(listed?.rates).toContainEqual({
    meter: "component_core_hours",
    machineClass: null,
    purpose: null,
    microsPerUnit: micros,
  })
})

test("a test of the connection writes nothing and names what is missing where it is typed", async () => {
  cluster.addMember("n4", { state: "offline" })
  const id = await identity()
  const before = await f.workerDb.dataCenter.count()
  const problems = async (more: Parameters<typeof clusterForm>[2]) => {
    const probe = await f.web.hosting.probeCluster(f.provider, clusterForm(cluster, id, more))
    return probe.problems.map((p) => [p.code, p.field, p.blocking])
  }
  expect(await problems({ addresses: ["https://nowhere.example"] })).toEqual([["unreachable", "addresses", true]])
  expect(await problems({ fingerprint: "ab".repeat(32) })).toEqual([["wrong_certificate", "fingerprint", true]])
  expect(await problems({})).toEqual([["not_trusted", "token", true]])
  expect(await problems({ token: "guessed" })).toEqual([["bad_token", "token", true]])
  const offline = ["members_offline", null, false]
  expect(await problems({ token: "token", storagePool: "zfs", uplink: "eth9" })).toEqual([
    ["pool_missing", "storagePool", true],
    ["uplink_missing", "uplink", true],
    offline,
  ])
  // The token is used up by now, and nothing is lost by it.
  expect(await problems({ token: "token" })).toEqual([offline])
  const power = { url: "https://bmc.example", user: "root", password: "wrong" }
  expect(await problems({ power })).toEqual([offline, ["power_unreachable", "power", true]])
  const { members } = await f.web.hosting.probeCluster(f.provider, clusterForm(cluster, id))
  expect(members.map((m) => [m.name, m.state, m.machineClass?.slug ?? null])).toEqual([
    ["n1", "online", "c2-m23-d6"],
    ["n2", "online", "c2-m23-d6"],
    ["n3", "online", "c2-m23-d6"],
    ["n4", "offline", null],
  ])
  expect(await f.workerDb.dataCenter.count()).toBe(before)
})

test("trust may be given by hand, of two addresses one is enough, and connecting twice makes one", async () => {
  const { id, certificate } = await f.web.hosting.prepareIdentity(f.provider)
  cluster.trusted.add(certificate)
  const form = clusterForm(cluster, id, { addresses: ["10.9.9.9", ...cluster.addresses] })
  const first = await f.web.hosting.connectCluster(f.provider, form)
  expect(first.addresses).toEqual(["https://10.9.9.9:8443", ...cluster.addresses])
  expect(await f.web.hosting.connectCluster(f.provider, form)).toEqual(first)
  const again = await refusal(connect({ name: "Elsewhere" }))
  expect([again.code, again.field]).toEqual(["conflict", "fingerprint"])
  expect(again.message).toContain(first.dataCenter.name)
})

test("what is in the way is refused at its field, and nothing of it is written", async () => {
  const before = await f.workerDb.hostingPartner.count()
  const pool = await refusal(connect({ storagePool: "zfs" }))
  expect([pool.code, pool.field]).toEqual(["invalid", "storagePool"])
  cluster.tokens.add("token")
  const taken = await refusal(connect({ name: "ams", partner: undefined, newPartner: { name: "X Y", country: "NL" } }))
  expect([taken.code, taken.field]).toEqual(["conflict", "name"])
  cluster.tokens.add("token")
  const prices = await refusal(connect({ pricesOf: "nowhere" }))
  expect([prices.code, prices.field]).toEqual(["invalid", "pricesOf"])
  cluster.tokens.add("token")
  const partner = await refusal(connect({ partner: "nobody" }))
  expect([partner.code, partner.field]).toEqual(["invalid", "partner"])
  const unknown = await refusal(f.web.hosting.connectCluster(f.provider, clusterForm(cluster, newId())))
  expect([unknown.code, unknown.field]).toEqual(["not_found", "identityId"])
  cluster.tokens.add("token")
  cluster.members.clear()
  expect((await refusal(connect())).field).toBe("addresses")
  expect(await f.workerDb.hostingPartner.count()).toBe(before)
  expect(await f.workerDb.cluster.count({ where: { fingerprint: cluster.fingerprint } })).toBe(0)
})

test("keys and passwords are sealed, come out for a driver alone, and web may read but not write", async () => {
  cluster.controllers.set("https://bmc.example", { user: "root", password: "pass-123" })
  const power = { url: "https://bmc.example", user: "root", password: "pass-123" }
  const connected = await connect({ power })
  expect(connected.power).toEqual({ kind: "redfish", url: "https://bmc.example", user: "root", certificate: null })
  const row = await f.workerDb.cluster.findUniqueOrThrow({ where: { id: connected.id } })
  const audit = await f.workerDb.auditEvent.findMany({ where: { subjectId: connected.id }, orderBy: { id: "asc" } })
  expect(audit.map((a) => [a.action, a.tenantId])).toEqual([
    ["cluster.prepare", null],
    ["cluster.connect", null],
  ])
  expect(JSON.stringify([connected, row, audit])).not.toMatch(/pass-123|PRIVATE KEY|"token"/)
  const { encryptionKey } = f.web.deps.settings
  for (const db of [f.web.deps.db, f.workerDb]) {
    const loaded = await loadClusterAccess(db, connected.dataCenter.id, encryptionKey)
    expect(loaded?.access).toMatchObject({
      addresses: cluster.addresses,
      serverCertificate: cluster.certificate,
      clientKey: expect.stringContaining("PRIVATE KEY"),
      storagePool: "default",
      uplink: "eth0",
      power: { kind: "redfish", password: "pass-123" },
    })
    expect(loaded?.members.map((m) => m.name).sort()).toEqual(["n1", "n2", "n3"])
  }
  expect(await loadClusterAccess(f.workerDb, newId(), encryptionKey)).toBeNull()
  await expect(f.web.deps.db.cluster.update({ where: { id: connected.id }, data: { uplink: "eth7" } })).rejects.toThrow(
    /permission denied/,
  )
  await expect(f.web.deps.db.clusterIdentity.findMany()).rejects.toThrow(/permission denied/)
})

test("nodes of a cluster are not delivered by hand", async () => {
  const { dataCenter } = await connect()
  const refused = await refusal(
    f.web.hosting.addNodes(f.provider, { dataCenterId: dataCenter.id, machineClass: "small", count: 1 }),
  )
  expect(refused.code).toBe("conflict")
  expect(refused.message).toContain("members of its cluster")
})

test("a renewed certificate, other addresses and power are tried before they are kept", async () => {
  const connected = await connect()
  const update = (more: Record<string, unknown>) =>
    f.web.hosting.updateCluster(f.provider, { clusterId: connected.id, ...more })
  cluster.renewCertificate()
  expect((await refusal(update({}))).field).toBe("fingerprint")
  expect((await update({ fingerprint: cluster.fingerprint })).fingerprint).toBe(cluster.fingerprint)
  expect((await refusal(update({ addresses: ["https://gone.example"] }))).field).toBe("addresses")
  const power = { kind: "redfish" as const, url: "https://bmc2.example", user: "root", certificate: null }
  expect((await refusal(update({ power }))).field).toBe("power.password")
  expect((await refusal(update({ power: { ...power, password: "no" } }))).field).toBe("power")
  cluster.controllers.set("https://bmc2.example", { user: "root", password: "yes" })
  expect((await update({ power: { ...power, password: "yes" } })).power).toMatchObject({ user: "root" })
  // The password that is known is kept.
  expect((await update({ power: { ...power, user: "admin" } })).power).toMatchObject({ user: "admin" })
  expect((await update({ power: null })).power).toBeNull()
  expect((await refusal(f.web.hosting.updateCluster(f.provider, { clusterId: newId() }))).code).toBe("not_found")
})

test("is disconnected when nobody uses it: nodes retired, site closed, its name free again", async () => {
  const connected = await connect({ name: "Delft" })
  const tenant = await f.tenant("Delfter")
  await f.workerDb.package.create({
    data: {
      slug: "delft-pack",
      name: "Delft pack",
      summary: "",
      nodes: 2,
      monthlyPriceMinor: 1n,
      includedVolumeGib: 1,
      includedTransferGib: 1,
      machineClass: { connect: { slug: "c2-m23-d6" } },
    },
  })
  const bought = await f.web.vdcs.create(tenant.scope, { name: "Shop", dataCenter: "delft", package: "delft-pack" })
  const refused = await refusal(f.web.hosting.disconnectCluster(f.provider, connected.id))
  expect([refused.code, refused.message]).toEqual(["conflict", expect.stringContaining("Shop (Delfter)")])
  expect((await f.web.hosting.getCluster(f.provider, connected.id)).vdcs).toMatchObject([{ name: "Shop" }])
  await f.workerDb.vdc.update({ where: { id: bought.subject.id }, data: { state: "closed" } })
  expect(await f.web.hosting.disconnectCluster(f.provider, connected.id)).toEqual({
    dataCenter: "Delft",
    nodes: ["delft-n1", "delft-n2", "delft-n3"],
  })
  expect((await f.web.hosting.listDataCenters()).items.map((d) => d.slug)).not.toContain("delft")
  expect((await nodesOf(connected.dataCenter.id)).map((n) => [n.state, n.memberName])).toEqual(
    [1, 2, 3].map(() => ["retired", null]),
  )
  expect((await refusal(f.web.hosting.disconnectCluster(f.provider, connected.id))).code).toBe("not_found")
  const gone = f.web.vdcs.create(tenant.scope, { name: "More", dataCenter: "delft", package: "delft-pack" })
  expect((await refusal(gone)).field).toBe("dataCenter")
  cluster.tokens.add("token")
  expect((await connect({ name: "Delft" })).dataCenter.slug).toBe("delft")
})
