import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { type MeterName, meters, quantityOfRaw, rawPerUnit } from "../../lib/meter"
import { divideHalfAwayFromZero } from "../../lib/money"
import { pause } from "../../scripts/process-identity"
import { openRig, type Rig } from "../../scripts/rig/rig"
import { instanceName, projectOf } from "../../server/fabric/lxd/core/names"
import { until } from "../e2e/rig/until"
import { openPortalInsides, type PortalInsides } from "../support/portal-insides"
import { buyOnRig, type Connected, type Customer, connectRig, pointAtRigsPortal, visit } from "../support/portal-on-rig"
import { smallTemplates } from "../support/rig-templates"

const slug = "shop"
const fileBytes = 24 * 1024 * 1024
/** Headers of what carries it, answers to health checks and what neighbours say: at most this much on top. */
const overhead = 1.08
const littleBytes = 512 * 1024

let rig: Rig
let insides: PortalInsides
let connected: Connected
let customer: Customer
let applicationId: string

const scope = () => ({ tenantId: customer.company.id, applicationId })
const application = () => customer.company.api.applications.get.query(scope())
async function component(name: string) {
  const found = (await application()).instances.find((each) => each.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found
}
const row = async (name: string) =>
  insides.db.component.findFirstOrThrow({ where: { applicationId, name }, include: { node: true } })

async function transferred(): Promise<number> {
  const { items } = await customer.company.api.usage.summary.query(scope())
  return items.filter((i) => i.meter === "transfer_out_gib").reduce((sum, i) => sum + Number(i.quantity), 0)
}

/** Bytes for visitors, from a program of the tenant's. */
async function serve(): Promise<void> {
  const { id, vdcId, epoch } = await row("machine")
  const script =
    "mkdir -p /srv/www && head -c 25165824 /dev/urandom >/srv/www/big && busybox httpd -p '[::]:7000' -h /srv/www"
  const inside = ["lxc", "exec", "--project", projectOf(vdcId), instanceName(id, epoch), "--", "sh", "-c", script]
  const { code, stderr } = await rig.exec("n1", inside)
  if (code !== 0) throw new Error(stderr)
  const answers = async () => {
    const answer = await visit(slug, customer.vdc.slug, "").catch(() => null)
    return (answer && answer.status === 404) || undefined
  }
  await until("answer of the tenant's program", answers, 30)
}

async function download(): Promise<void> {
  const { status, text } = await visit(slug, customer.vdc.slug, "big", undefined, "latin1")
  expect([status, text.length]).toEqual([200, fileBytes])
}

/** The meter once a download is on it. */
const untilCounted = (atLeast: number) =>
  until(
    "transfer on the meter",
    async () => {
      const bytes = await transferred()
      return bytes >= atLeast ? bytes : undefined
    },
    30,
  )

beforeAll(async () => {
  const testRig = inject("testRig")
  rig = await openRig(testRig.options)
  pointAtRigsPortal(testRig)
  insides = await openPortalInsides(testRig.portal.dataDir, testRig.images)
  await insides.addTemplates(smallTemplates)
  connected = await connectRig(rig, "dc1", 2)
  customer = await buyOnRig(connected, "metered", connected.package)
  const { company, vdc } = customer
  const order = { tenantId: company.id, vdcId: vdc.id, template: "machine-behind-gateway", name: slug, title: slug }
  applicationId = (await company.api.applications.create.mutate(order)).subject.id
  await until("running application", async () => (await application()).state === "running" || undefined, 90)
  await serve()
}, 300_000)
afterAll(() => insides?.close())

describe("what visitors got is what is billed", () => {
  let counted = 0

  test("a download is on the meter, with what carried it and nothing else", async () => {
    await pause(4_000)
    const before = await transferred()
    await download()
    counted = await untilCounted(before + fileBytes)
    console.log(`  measured: ${fileBytes} bytes downloaded, ${counted - before} on the meter`)
    expect(counted - before).toBeLessThan(fileBytes * overhead)
  })

  test("a restart of the gateway bills nothing twice", async () => {
    const { id, startedAt } = await component("gateway")
    await customer.company.api.components.restart.mutate({ tenantId: customer.company.id, componentId: id })
    const again = async () => {
      const now = await component("gateway")
      return (now.state === "running" && now.startedAt !== startedAt) || undefined
    }
    await until("restarted gateway", again, 40)
    // Longer than engines and drivers keep their figures.
    for (const end = Date.now() + 18_000; Date.now() < end; await pause(1_000)) {
      const bytes = await transferred()
      expect(bytes).toBeGreaterThanOrEqual(counted)
      expect(bytes).toBeLessThan(counted + littleBytes)
    }
    const before = await transferred()
    await download()
    counted = await untilCounted(before + fileBytes)
    expect(counted - before).toBeLessThan(fileBytes * overhead)
  })

  test("a member that loses its power takes nothing off the meter, and adds nothing", async () => {
    const { node } = await row("gateway")
    const member = node?.memberName ?? ""
    await rig.kill(member)
    await until(
      "lost node",
      async () => (await insides.db.node.findFirst({ where: { id: node?.id ?? "" } }))?.state === "down" || undefined,
      40,
    )
    await rig.boot(member)
    await until("application that runs again", async () => (await application()).state === "running" || undefined, 90)
    await pause(10_000)
    const bytes = await transferred()
    expect(bytes).toBeGreaterThanOrEqual(counted)
    expect(bytes).toBeLessThan(counted + littleBytes)
  })
})

describe("what ran is what is billed", () => {
  const intervalsOf = async (subjectId: string) =>
    (
      await customer.company.api.usage.intervals.query({
        tenantId: customer.company.id,
        subjectId,
        meter: "component_core_hours",
      })
    ).items

  test("compute is metered until the stop, and not a moment longer", async () => {
    const asked = Date.now()
    await customer.company.api.applications.stop.mutate(scope())
    await until("stopped application", async () => (await application()).state === "stopped" || undefined, 60)
    const stopped = Date.now()
    // What was seen in a pass is written in parts: the state first, the meters with the time of the same look at its end.
    const closedOf = async (id: string) => {
      const intervals = await intervalsOf(id)
      return intervals.every(({ endsAt }) => endsAt !== null) ? intervals : undefined
    }
    for (const name of ["machine", "gateway"]) {
      const { id } = await component(name)
      const intervals = await until(`end of the meter of ${name}`, () => closedOf(id), 30)
      const ends = intervals.map(({ endsAt }) => Date.parse(endsAt ?? "still open"))
      expect(Math.max(...ends), name).toBeGreaterThanOrEqual(asked - 1_500)
      expect(Math.max(...ends), name).toBeLessThanOrEqual(stopped)
      const sorted = intervals.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))
      for (const [n, later] of sorted.slice(1).entries())
        expect(Date.parse(later.startsAt)).toBeGreaterThanOrEqual(Date.parse(sorted[n]?.endsAt ?? ""))
    }
  })

  test("the lines of this period are the intervals, to the cent", async () => {
    const preview = await customer.company.api.usage.preview.query({ tenantId: customer.company.id })
    const asOf = new Date(preview.asOf)
    const used = new Map<MeterName, bigint>()
    const add = (meter: MeterName, raw: bigint) => used.set(meter, (used.get(meter) ?? 0n) + raw)
    const where = { tenantId: customer.company.id }
    for (const { meter, quantity, startsAt, endsAt } of await insides.db.usageInterval.findMany({ where }))
      add(meter, quantity * BigInt((endsAt ?? asOf).getTime() - startsAt.getTime()) * 1_000n)
    for (const { meter, fromBytes, toBytes } of await insides.db.usageDelta.findMany({ where }))
      add(meter, toBytes - fromBytes)
    expect([...used.keys()]).toContain("transfer_out_gib")
    for (const [meter, raw] of used) {
      const lines = preview.lines.filter((line) => line.meter === meter)
      const quantity = lines.reduce((sum, line) => sum + BigInt(line.quantity), 0n)
      const rounding = meters[meter].kind === "level" ? BigInt(lines.length) : 0n
      const difference = quantity - quantityOfRaw(meter, raw)
      expect(difference < 0n ? -difference : difference, meter).toBeLessThanOrEqual(rounding)
    }
    for (const meter of ["component_core_hours", "component_memory_gib_hours"] as const) {
      const [line, ...more] = preview.lines.filter((each) => each.meter === meter)
      expect(more).toEqual([])
      const price = BigInt(line?.microsPerUnit ?? 0) * (used.get(meter) ?? 0n)
      expect(line?.amountMinor, meter).toBe(divideHalfAwayFromZero(price, rawPerUnit(meter) * 1_000_000n).toString())
    }
    const total = preview.lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n)
    expect(preview.totalMinor).toBe(total.toString())
  })

  test("deleted and closed, the engine has nothing of it", async () => {
    const { company, vdc } = customer
    await company.api.applications.delete.mutate(scope())
    const target = { tenantId: company.id, vdcId: vdc.id }
    const gone = async () => (await company.api.applications.list.query(target)).items.length === 0 || undefined
    await until("end of the application", gone, 60)
    await company.api.vdcs.delete.mutate(target)
    const closed = async () =>
      (await insides.db.vdc.count({ where: { id: vdc.id, state: "closed" } })) === 1 || undefined
    await until("closed VDC", closed, 60)
    await connected.provider.api.provider.clusters.disconnect.mutate({ clusterId: connected.clusterId })
  })
})
