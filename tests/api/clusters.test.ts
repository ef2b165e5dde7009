import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import type { FakeCluster } from "@/server/fabric/fake"
import { type ApiServer, openApiServer } from "@/tests/support/api-server"
import { expectError } from "@/tests/support/expect-error"

let api: ApiServer
let cluster: FakeCluster
/** Every answer of this file, to look for what must never be in one. */
const answers: string[] = []
beforeAll(async () => {
  api = await openApiServer()
  cluster = api.clusters.addCluster("rtm")
  cluster.addMember("n1", { runsVms: true })
  cluster.addMember("n2")
  cluster.tokens.add("one-time-token")
  cluster.controllers.set("https://bmc.example", { user: "root", password: "bmc-secret" })
})
afterAll(() => api.close())

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await api.ask(method, `/api/v1${path}`, { key: api.providerKey, ...(body ? { body } : {}) })
  answers.push(answer.text)
  return answer
}
const form = (identityId: string, more: object = {}) => ({
  identityId,
  addresses: cluster.addresses,
  fingerprint: cluster.fingerprint,
  token: "one-time-token",
  storagePool: "default",
  uplink: "eth0",
  power: { url: "https://bmc.example", user: "root", password: "bmc-secret" },
  ...more,
})
const site = {
  partner: "polder-datahuis",
  name: "Rotterdam 1",
  city: "Rotterdam",
  country: "NL",
  latitude: 51.92,
  longitude: 4.48,
  pricesOf: "ams",
}
let clusterId = ""

test("prepare, probe, connect: a data center that can be bought in", async () => {
  const prepared = await ask("POST", "/provider/cluster-identities", {})
  expect(prepared.status, prepared.text).toBe(200)
  const { id, certificate } = prepared.json as { id: string; certificate: string }
  expect(certificate).toContain("BEGIN CERTIFICATE")
  const probed = await ask("POST", "/provider/clusters/probe", form(id, { storagePool: "zfs" }))
  expect(probed.json).toMatchObject({
    engine: "lxd",
    problems: [{ code: "pool_missing", field: "storagePool", blocking: true }],
    members: [
      { name: "n1", runsVms: true, machineClass: { slug: "c2-m23-d6", isNew: true } },
      { name: "n2", runsVms: false },
    ],
  })
  expectError(
    await ask("POST", "/provider/clusters", { ...form(id, { storagePool: "zfs" }), ...site }),
    400,
    "invalid",
    "storagePool",
  )
  const connected = await ask("POST", "/provider/clusters", { ...form(id), ...site })
  expect(connected.status, connected.text).toBe(200)
  expect(connected.json).toMatchObject({ state: "ready", nodes: { available: 2 }, power: { user: "root" } })
  clusterId = (connected.json as { id: string }).id
  expect((await ask("POST", "/provider/clusters", { ...form(id), ...site })).json).toEqual(connected.json)
  const listed = (await ask("GET", "/provider/clusters")).json as { items: { id: string }[] }
  expect(listed.items.map((c) => c.id)).toContain(clusterId)
  expect((await ask("GET", `/provider/clusters/${clusterId}`)).json).toEqual(connected.json)
  expect((await ask("GET", `/provider/clusters/${clusterId}/members`)).json).toMatchObject({
    items: [
      { member: "n1", node: "rotterdam-1-n1", state: "available", machineClass: { slug: "c2-m23-d6" } },
      { member: "n2" },
    ],
  })
})

test("what cannot be is refused at its field", async () => {
  const bad = (more: object) => ask("POST", "/provider/clusters/probe", form(newId(), more))
  expectError(await bad({}), 404, "not_found", "identityId")
  expectError(await bad({ addresses: [] }), 400, "invalid", "addresses")
  expectError(await bad({ addresses: ["http://plain.example"] }), 400, "invalid", "addresses.0")
  expectError(await bad({ fingerprint: "12:34" }), 400, "invalid", "fingerprint")
  expectError(await bad({ uplink: "a b" }), 400, "invalid", "uplink")
  const unsafe = { url: "http://bmc.example", user: "root", password: "x" }
  expectError(await bad({ power: unsafe }), 400, "invalid", "power.url")
  const half = { ...form(newId()), ...site }
  expectError(await ask("POST", "/provider/clusters", { ...half, partner: undefined }), 400, "invalid", "partner")
  expectError(await ask("POST", "/provider/clusters", { ...half, country: "Holland" }), 400, "invalid", "country")
  expectError(await ask("GET", `/provider/clusters/${newId()}`), 404, "not_found")
  expectError(await ask("PATCH", `/provider/clusters/${newId()}`, { uplink: "eth1" }), 404, "not_found")
})

test("a size that nobody sells yet gets a package; its terms stay once somebody bought it", async () => {
  const made = await ask("POST", "/provider/packages", {
    name: "Rotterdam pair",
    summary: "Two machines by the water.",
    machineClass: "c2-m23-d6",
    nodes: 2,
    currency: "EUR",
    monthlyPriceMinor: "4900",
    includedVolumeGib: 4,
    includedTransferGib: 100,
  })
  expect(made.status, made.text).toBe(200)
  expect(made.json).toMatchObject({
    slug: "rotterdam-pair",
    vdcs: 0,
    dataCenters: [{ slug: "rotterdam-1", nodes: 2, free: 2 }],
  })
  const { id } = made.json as { id: string }
  const change = (body: object) => ask("PATCH", `/provider/packages/${id}`, body)
  expect((await change({ monthlyPriceMinor: "5900" })).json).toMatchObject({ monthlyPriceMinor: "5900" })
  const open = (await api.ask("GET", "/api/v1/packages")).json as { items: { slug: string }[] }
  expect(open.items.map((p) => p.slug)).toContain("rotterdam-pair")
  const key = api.ours.members.owner.key
  const order = { name: "Waterside", dataCenter: "rotterdam-1", package: "rotterdam-pair" }
  const bought = await api.ask("POST", "/api/v1/vdcs", { key, body: order })
  expect(bought.status, bought.text).toBe(202)
  expectError(await change({ monthlyPriceMinor: "9900" }), 409, "conflict", "monthlyPriceMinor")
  expect((await change({ name: "Pair by the water", monthlyPriceMinor: "5900" })).json).toMatchObject({
    name: "Pair by the water",
    slug: "rotterdam-pair",
    vdcs: 1,
  })
  const again = { name: "Rotterdam pair", machineClass: "small", nodes: 1, currency: "EUR", monthlyPriceMinor: "1" }
  const rest = { includedVolumeGib: 0, includedTransferGib: 0 }
  expectError(await ask("POST", "/provider/packages", { ...again, ...rest }), 409, "conflict", "name")
  expectError(
    await ask("POST", "/provider/packages", { ...again, ...rest, name: "New", machineClass: "huge" }),
    400,
    "invalid",
    "machineClass",
  )
  expectError(await ask("PATCH", `/provider/packages/${newId()}`, { name: "Nobody's" }), 404, "not_found")
})

test("what has no image for the data center's machines is refused by the name of its class", async () => {
  const vdc = await api.worker.vdc.findFirstOrThrow({ where: { name: "Waterside" } })
  await api.worker.vdc.update({ where: { id: vdc.id }, data: { state: "active" } })
  const key = api.ours.members.owner.key
  const templates = (await api.ask("GET", "/api/v1/templates", { key })).json as {
    items: { slug: string; fabrics: string[]; missingImages: { fabric: string; classes: string[] }[] }[]
  }
  const site = templates.items.find((t) => t.slug === "static-site")
  expect(site?.fabrics).toContain("embedded")
  await api.worker.applianceClass.create({
    data: { name: "try-only", title: "", summary: "", glyph: "box", versions: { create: tryOnly } },
  })
  await api.worker.template.create({
    data: { slug: "try-only", name: "Try only", summary: "", glyph: "box", blueprint: drawing },
  })
  const body = { vdcId: vdc.id, template: "try-only", name: "tried" }
  const refused = await api.ask("POST", "/api/v1/applications", { key, body })
  expectError(refused, 400, "invalid", "template")
  expect(refused.text).toContain("try-only@1 has no image for LXD, which Rotterdam 1 runs on")
  const there = await api.ask("GET", "/api/v1/templates/try-only", { key })
  expect(there.json).toMatchObject({
    fabrics: ["embedded"],
    missingImages: [{ fabric: "lxd", classes: ["try-only@1"] }],
  })
  expect((await api.ask("GET", `/api/v1/vdcs/${vdc.id}`, { key })).json).toMatchObject({
    dataCenter: { fabric: "lxd" },
  })
})

test("a virtual machine is refused where no member can run one, and has its place once one can", async () => {
  const vdc = await api.worker.vdc.findFirstOrThrow({ where: { name: "Waterside" } })
  const key = api.ours.members.owner.key
  const boundary = { ...tryOnly.boundary, machine: "vm" }
  await api.worker.applianceClass.create({
    data: {
      name: "whole",
      title: "",
      summary: "",
      glyph: "box",
      versions: { create: { version: 1, images: { lxd: "whole@1" }, boundary } },
    },
  })
  const components = drawing.components.map((drawn) => ({ ...drawn, class: "whole" }))
  await api.worker.template.create({
    data: { slug: "whole", name: "Whole", summary: "", glyph: "box", blueprint: { ...drawing, components } },
  })
  await api.worker.node.updateMany({ where: { dataCenter: { slug: "rotterdam-1" } }, data: { runsVms: false } })
  const body = { vdcId: vdc.id, template: "whole" }
  const quote = () => api.ask("POST", "/api/v1/applications/quote", { key, body })
  for (const refused of [
    await quote(),
    await api.ask("POST", "/api/v1/applications", { key, body: { ...body, name: "whole" } }),
  ]) {
    expectError(refused, 400, "invalid")
    expect(refused.text).toContain(
      "main (whole@1) is a virtual machine, and no node of this virtual data center can run one",
    )
  }
  const node = await api.worker.node.findFirstOrThrow({ where: { dataCenter: { slug: "rotterdam-1" } } })
  await api.worker.nodeAssignment.create({
    data: { vdcId: vdc.id, tenantId: vdc.tenantId, nodeId: node.id, startsAt: new Date() },
  })
  await api.worker.node.update({ where: { id: node.id }, data: { runsVms: true, state: "assigned" } })
  expect((await quote()).json).toMatchObject({ fits: true, problems: [] })
  await api.worker.nodeAssignment.deleteMany({ where: { vdcId: vdc.id } })
  await api.worker.node.update({ where: { id: node.id }, data: { runsVms: false, state: "available" } })
})

test("is disconnected when nobody uses it, and says who does", async () => {
  const refused = await ask("DELETE", `/provider/clusters/${clusterId}`)
  expectError(refused, 409, "conflict")
  expect(refused.text).toContain("Waterside (ours company)")
  await api.worker.vdc.updateMany({ where: { name: "Waterside" }, data: { state: "closed" } })
  expect((await ask("DELETE", `/provider/clusters/${clusterId}`)).json).toEqual({
    dataCenter: "Rotterdam 1",
    nodes: ["rotterdam-1-n1", "rotterdam-1-n2"],
  })
  expectError(await ask("GET", `/provider/clusters/${clusterId}`), 404, "not_found")
})

test("a member of a company and its key learn nothing of clusters", async () => {
  for (const role of ["owner", "viewer"] as const)
    for (const path of ["/provider/clusters", "/provider/packages"]) {
      expectError(await api.ask("GET", `/api/v1${path}`, { key: api.ours.members[role].key }), 404, "not_found")
      expectError(
        await api.ask("POST", `/api/v1${path}`, { key: api.ours.members[role].key, body: {} }),
        404,
        "not_found",
      )
    }
})

test("no secret was in any answer, audit or complaint", async () => {
  const audit = JSON.stringify(await api.worker.auditEvent.findMany())
  expect(answers.length).toBeGreaterThan(20)
  for (const text of [...answers, audit, JSON.stringify(api.faults)])
    expect(text).not.toMatch(/PRIVATE KEY|bmc-secret|one-time-token|Sealed/)
  expect(api.faults).toEqual([])
})

const tryOnly = {
  version: 1,
  images: { embedded: "try-only@1" },
  boundary: {
    terminals: [],
    properties: [],
    resources: { cpuMillis: { min: 50, max: 1000, default: 100 }, memoryMib: { min: 32, max: 1024, default: 64 } },
    volumes: [],
    count: { max: 1 },
  },
}
const drawing = {
  format: 1,
  components: [
    {
      name: "main",
      class: "try-only",
      version: 1,
      resources: { cpuMillis: 100, memoryMib: 64 },
      position: { x: 0, y: 0 },
    },
  ],
  connections: [],
}
