import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { pause, signal } from "../../scripts/process-identity"
import { openRig, type Rig } from "../../scripts/rig/rig"
import { projectOf } from "../../server/fabric/lxd/core/names"
import { dataDir, portalUrl } from "../e2e/rig/addresses"
import { fresh } from "../e2e/rig/company"
import { until } from "../e2e/rig/until"
import { settle } from "../faults/invariants"
import { type EngineListing, listEngine, wantedOfEngine } from "../support/engine-listing"
import { openPortalInsides, type PortalInsides } from "../support/portal-insides"
import { buyOnRig, type Connected, type Customer, connectRig, pointAtRigsPortal } from "../support/portal-on-rig"
import { smallTemplates } from "../support/rig-templates"
import { processIdsOf } from "../support/running-portal"
import { callAsStranger } from "../support/stranger-calls"

const applications = 20
const stormMs = 30_000
const measured = (what: string, value: string) => console.log(`  measured: ${what}: ${value}`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

let rig: Rig
let insides: PortalInsides
let connected: Connected
let before: EngineListing
let customers: [Customer, Customer]

async function order({ company, vdc }: Customer, template: string, name: string): Promise<string> {
  const target = { tenantId: company.id, vdcId: vdc.id, template, name, title: name }
  return (await company.api.applications.create.mutate(target)).subject.id
}

beforeAll(async () => {
  const testRig = inject("testRig")
  rig = await openRig(testRig.options)
  before = await listEngine(rig)
  pointAtRigsPortal(testRig)
  insides = await openPortalInsides(testRig.portal.dataDir, testRig.images)
  await insides.addTemplates(smallTemplates)
  connected = await connectRig(rig, "dc1", 2)
  const { packages } = connected.provider.api.provider
  const single = await packages.create.mutate({ ...connected.offer, name: fresh("One member of dc1"), nodes: 1 })
  customers = [await buyOnRig(connected, "first", connected.package), await buyOnRig(connected, "second", single.slug)]
}, 300_000)
afterAll(() => insides?.close())

/** Dice with a seed, so that a run that failed can be run again. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** Something a person would do next; whoever is busy is asked again. */
async function patiently(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      if (!/conflict/i.test(JSON.stringify(error))) throw error
      await pause(500)
    }
  }
}

/** One person's day with one application: most are stopped again, some of them started once more or deleted. */
async function live(customer: Customer, n: number, random: () => number): Promise<void> {
  const { api, id: tenantId } = customer.company
  const template = n % 5 === 0 ? "machine-behind-gateway" : "one-machine"
  const target = { tenantId, applicationId: await order(customer, template, `app${n}`) }
  await pause(4_000 + random() * 8_000)
  if (n % 4 !== 0) await patiently(() => api.applications.stop.mutate(target))
  await pause(2_000 + random() * 6_000)
  if (n % 4 === 2) await patiently(() => api.applications.start.mutate(target))
  if (n % 4 === 3) await patiently(() => api.applications.delete.mutate(target))
}

/** Kills the worker again and again, each time a new process at another instant of its life. */
async function storm(random: () => number): Promise<number> {
  const end = performance.now() + stormMs
  let kills = 0
  for (let last = 0; performance.now() < end; ) {
    const pid = (await processIdsOf(dataDir())).get("worker")
    if (pid === undefined || pid === last) {
      await pause(50)
      continue
    }
    await pause(700 + random() * 3_300)
    if (signal(pid, "SIGKILL")) kills += 1
    last = pid
  }
  return kills
}

describe("two companies on one cluster", () => {
  test("their members are apart, and so says the engine", async () => {
    // A VDC is active once its nodes are assigned; the engine is told in the pass that follows, before anything is made there.
    const membersOf = ({ vdc }: Customer) =>
      until("group of the VDC", async () => {
        const group = (await listEngine(rig)).groups.find((line) => line.startsWith(`${projectOf(vdc.id)}: `))
        return group?.split(": ")[1]?.split(" ")
      })
    const [first, second] = [await membersOf(customers[0]), await membersOf(customers[1])]
    expect([first.length, second.length]).toEqual([2, 1])
    expect([...first, ...second].sort()).toEqual(["n1", "n2", "n3"])
  })

  test("a worker that is killed again and again leaves nothing undone, nothing doubled and nothing behind", async () => {
    const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 100_000)
    const random = dice(seed)
    measured("seed", String(seed))
    const people = Array.from({ length: applications }, async (_, n) => {
      await pause(n * 400)
      await live(customers[(n >> 2) % 2] as Customer, n, random)
    })
    const [kills] = await Promise.all([storm(random), ...people])
    const took = await settle(insides, 240_000)
    measured("worker killed", `${kills} times in ${seconds(stormMs)}`)
    measured("at rest after the last kill", seconds(took))
    const { db } = insides
    expect(await db.operation.findMany({ where: { state: "failed" } })).toEqual([])
    const left = await Promise.all(
      customers.map(({ company, vdc }) => company.api.applications.list.query({ tenantId: company.id, vdcId: vdc.id })),
    )
    expect(left.flatMap(({ items }) => items)).toHaveLength(applications - applications / 4)
    const [listed, wanted] = [await listEngine(rig), await wantedOfEngine(db)]
    const stopped = new Set((await db.component.findMany({ where: { state: "stopped" } })).map((c) => c.id))
    const isStopped = (line: string) =>
      line.endsWith(" Stopped") && [...stopped].some((id) => line.includes(`/c-${id}-`))
    expect(listed.instances.filter((line) => !isStopped(line))).toEqual(wanted.instances)
    const halted = listed.instances.filter(isStopped).map((line) => /c-(.{36})-/.exec(line)?.[1])
    expect(new Set(halted).size).toBe(halted.length)
    expect(listed.volumes).toEqual(wanted.volumes)
    expect(listed.projects.filter((name) => name.startsWith("gl-"))).toEqual(wanted.projects)
  }, 600_000)

  test("the instances of each run on its own members only", async () => {
    const { groups, instances } = await listEngine(rig)
    for (const { vdc } of customers) {
      const project = projectOf(vdc.id)
      const own =
        groups
          .find((line) => line.startsWith(`${project}: `))
          ?.split(": ")[1]
          ?.split(" ") ?? []
      const places = instances.filter((l) => l.startsWith(`${project}/`)).map((l) => /@(\S+)/.exec(l)?.[1] ?? "")
      expect(places.length).toBeGreaterThan(0)
      expect(places.filter((place) => !own.includes(place))).toEqual([])
    }
  })
})

describe("one company knows the ids of the other", () => {
  test("no call of its reaches their instances, volumes, files, logs or commands", async () => {
    const [{ company, vdc }, { company: stranger }] = customers
    const { api, id: tenantId } = company
    const applicationId = await order(customers[0], "shelf", "secrets")
    const target = { tenantId, applicationId }
    const shelf = await until("running shelf", async () => {
      const [instance] = (await api.applications.get.query(target)).instances
      return instance?.state === "running" ? instance : undefined
    })
    const [volume] = (await api.volumes.list.query(target)).items
    const file = `${portalUrl()}/api/v1/volumes/${volume?.id}/files/secret.txt?tenantId=${tenantId}`
    const headers = { ...company.session.headers, "content-type": "application/octet-stream" }
    expect((await fetch(file, { method: "PUT", headers, body: "ours alone" })).ok).toBe(true)

    const known = { tenantId, vdcId: vdc.id, applicationId, componentId: shelf.id, volumeId: volume?.id ?? "" }
    const attempts = await callAsStranger(stranger, known)
    expect(attempts).toHaveLength(26)
    expect(attempts.filter(({ outcome }) => outcome !== "not_found")).toEqual([])
    expect(await (await fetch(file, { headers: company.session.headers })).text()).toBe("ours alone")
    expect((await api.applications.get.query(target)).instances).toMatchObject([
      { id: shelf.id, state: "running", startedAt: shelf.startedAt },
    ])
  })
})

describe("deleted and closed", () => {
  test("the engine is as empty as before", async () => {
    for (const { company, vdc } of customers) {
      const { items } = await company.api.applications.list.query({ tenantId: company.id, vdcId: vdc.id })
      for (const { id } of items)
        await patiently(() => company.api.applications.delete.mutate({ tenantId: company.id, applicationId: id }))
    }
    for (const { company, vdc } of customers) {
      const scope = { tenantId: company.id, vdcId: vdc.id }
      await until(
        "empty VDC",
        async () => (await company.api.applications.list.query(scope)).items.length === 0 || undefined,
      )
      await company.api.vdcs.delete.mutate(scope)
    }
    await until(
      "closed VDCs",
      async () =>
        (await insides.db.vdc.count({
          where: { id: { in: customers.map((c) => c.vdc.id) }, state: { not: "closed" } },
        })) === 0 || undefined,
      90,
    )
    const after = await listEngine(rig)
    const { images: _images, networksInPool: pool, ...rest } = after
    const { images: _before, networksInPool: poolBefore, ...restBefore } = before
    expect(rest).toEqual(restBefore)
    measured("networks kept for the next who needs one", `${pool} (${poolBefore} before)`)
    await connected.provider.api.provider.clusters.disconnect.mutate({ clusterId: connected.clusterId })
  })
})
