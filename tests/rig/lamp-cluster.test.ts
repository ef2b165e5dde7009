import { beforeAll, describe, expect, inject, test } from "vitest"
import { openRig, type Rig } from "../../scripts/rig/rig"
import { type Application, type Company, foundCompany, type Vdc } from "../e2e/rig/company"
import { until } from "../e2e/rig/until"
import { uploadFile } from "../support/portal-files"
import { type Connected, connectRig, pointAtRigsPortal, visit } from "../support/portal-on-rig"

const entry = "written before the fall"
const measured = (what: string, ms: number) => console.log(`  measured: ${what}: ${(ms / 1000).toFixed(1)} s`)

let rig: Rig
let connected: Connected
let ours: Company
let vdc: Vdc
let site: Application

/** Null while there is none. */
const page = async (path = "", slug = site.slug): Promise<string | null> => {
  try {
    const answer = await visit(slug, vdc.slug, path)
    return answer.status === 200 ? answer.text : null
  } catch {
    return null // not answering is what tests wait for to end
  }
}
async function write(message: string, slug = site.slug): Promise<void> {
  const form = new URLSearchParams({ name: "Ada", message })
  expect((await visit(slug, vdc.slug, "", form)).status).toBe(303)
}
const scope = () => ({ tenantId: ours.id, vdcId: vdc.id })
/** Those of the shop: what a copy leaves in the trash is none of them. */
const volumesOf = async () =>
  (await ours.api.volumes.list.query(scope())).items.filter((v) => v.path.startsWith(`${site.slug}:`))
const nodes = async () => (await ours.api.vdcs.nodes.query(scope())).items
const instances = async () =>
  (await ours.api.applications.get.query({ tenantId: ours.id, applicationId: site.id })).instances

/** What the engine itself lists of ours on a member. */
async function on(member: string): Promise<string[]> {
  const found: string[] = []
  for (const kind of ["instances", "storage-pools/default/volumes/custom"]) {
    const { stdout } = await rig.exec("n1", ["lxc", "query", `/1.0/${kind}?recursion=1&all-projects=true`])
    const rows = JSON.parse(stdout) as { name: string; location: string }[]
    found.push(...rows.filter((r) => r.location === member && /^(c-|v-|files-)/.test(r.name)).map((r) => r.name))
  }
  return found
}

/** Writes entries until it is told to end; those the site took. */
function keepWriting(): () => Promise<string[]> {
  const taken: string[] = []
  let writing = true
  const writer = (async () => {
    for (let n = 0; writing; n++) {
      const message = `entry ${n} of the drain`
      const form = new URLSearchParams({ name: "Ada", message })
      const answer = await visit(site.slug, vdc.slug, "", form).catch(() => null)
      if (answer?.status === 303) taken.push(message)
      await new Promise((done) => setTimeout(done, 700))
    }
  })()
  return async () => {
    writing = false
    await writer
    return taken
  }
}

async function nodeOf(component: string) {
  const found = (await instances()).find((i) => i.name === component)
  const node = (await nodes()).find((n) => n.id === found?.node?.id)
  return { id: node?.id ?? "", member: node?.name.split("-").at(-1) ?? "" }
}

/** What the engine itself lists of a kind, in all projects. */
async function listed(kind: "instances" | "projects" | "storage-pools/default/volumes/custom"): Promise<string[]> {
  const { stdout } = await rig.exec("n1", ["lxc", "query", `/1.0/${kind}?recursion=1&all-projects=true`])
  return (JSON.parse(stdout) as { name: string }[]).map((row) => row.name)
}

beforeAll(async () => {
  const testRig = inject("testRig")
  rig = await openRig(testRig.options)
  pointAtRigsPortal(testRig)
  connected = await connectRig(rig, "dc1", 3)
  ours = await foundCompany("lamp")
  const { subject } = await ours.api.vdcs.create.mutate({
    tenantId: ours.id,
    name: "Real machines",
    dataCenter: connected.dataCenter,
    package: connected.package,
  })
  vdc = await until("active VDC", async () => {
    const found = await ours.api.vdcs.get.query({ tenantId: ours.id, vdcId: subject.id })
    return found.state === "active" ? { id: found.id, slug: found.slug } : undefined
  })
}, 300_000)

describe("a LAMP cluster on real machines", () => {
  test("is made from its template and shows an entry read back from MariaDB", async () => {
    const began = performance.now()
    const target = { ...scope(), template: "scalable-lamp", name: "shop", title: "Shop" }
    const { subject } = await ours.api.applications.create.mutate(target)
    site = { id: subject.id, slug: "shop" }
    await until("page of the guestbook", async () => (await page())?.includes("Guestbook") || undefined, 150)
    measured("from the order of six components to the page", performance.now() - began)
    await write(entry)
    expect(await page()).toContain(entry)
    expect((await instances()).map((i) => i.state)).toEqual(Array.from({ length: 6 }, () => "running"))
  })

  test("an uploaded page is served by all web servers", async () => {
    const nas = (await volumesOf()).find((v) => v.path.includes("nas"))
    await uploadFile(ours, nas?.id ?? "", "who.php", '<?php echo getenv("GRIDLINE_COMPONENT");')
    const served = new Set<string>()
    await until("answer of both", async () => {
      served.add((await page("who.php")) ?? "")
      return [0, 1].every((n) => [...served].some((text) => text.includes(`web[${n}]`))) || undefined
    })
  })

  test("use is metered as on any fabric, transfer included", async () => {
    await until("transfer", async () => {
      const { items } = await ours.api.usage.summary.query({ tenantId: ours.id })
      const meters = new Set(items.map((row) => row.meter))
      const expected = ["component_core_hours", "component_memory_gib_hours", "volume_gib_hours", "transfer_out_gib"]
      return expected.every((meter) => meters.has(meter as never)) || undefined
    })
  })

  test("volumes tell how much of them is used", async () => {
    // An empty MariaDB takes over a hundred megabytes, the guestbook's pages some kilobytes.
    const used = async (component: string) =>
      Number((await volumesOf()).find((v) => v.path.startsWith(`shop:main.${component}`))?.usedBytes ?? 0)
    await until("fill of both", async () => ((await used("db")) > 20e6 && (await used("nas")) > 0) || undefined, 90)
    expect(await used("nas")).toBeLessThan(5e6)
  })

  test("a member is drained: every entry is there, and the engine lists nothing on it", async () => {
    const node = await nodeOf("db")
    const { nodes: asProvider } = connected.provider.api.provider
    const copies = async () => (await volumesOf()).flatMap((v) => v.replicas)
    const isMirrored = async () =>
      ((await copies()).length === 4 && (await copies()).every((r) => r.state === "ok")) || undefined
    await until("mirrors", isMirrored, 60)
    const preview = await asProvider.drainPreview.query({ nodeId: node.id })
    expect(preview.components.map((c) => c.path)).toContain("shop:main.db[0]")
    expect(preview.components.every((c) => c.to !== null)).toBe(true)

    // Written all the while, down to the last one the database took before it was stopped.
    const stopWriting = keepWriting()
    const began = performance.now()
    await asProvider.drain.mutate({ nodeId: node.id, reason: "a new power supply" })
    const isDrained = async () => {
      const found = (await asProvider.list.query({ vdcId: vdc.id })).items.find((n) => n.id === node.id)
      return found?.drain?.isEmpty || undefined
    }
    await until("drained node", isDrained, 90)
    measured("from the order to an empty member", performance.now() - began)
    await until(
      "running application",
      async () => (await instances()).every((i) => i.state === "running") || undefined,
      30,
    )
    const taken = await stopWriting()

    expect(await on(node.member)).toEqual([])
    const shown = await until("page", async () => (await page()) ?? undefined, 30)
    console.log(`  measured: ${taken.length} entries taken meanwhile`)
    expect(taken.length).toBeGreaterThan(0)
    // The page shows the last fifty.
    expect(taken.slice(-50).filter((one) => !shown.includes(one))).toEqual([])
    const told = (await ours.api.events.list.query({ ...scope(), limit: 100 })).items
    for (const { message } of told.filter((e) => e.kind === "component.drained")) console.log(`  ${message}`)
    expect(told.find((e) => e.kind === "node.drain")?.message).toContain("a new power supply")
    expect(told.filter((e) => e.kind === "component.drained")).toHaveLength(preview.components.length)
    expect(told.filter((e) => e.kind === "node.lost")).toEqual([])
    expect(await asProvider.undrain.mutate({ nodeId: node.id })).toMatchObject({ state: "assigned", drain: null })
  })

  test("it is copied while it runs; then each goes its own way, and the copy may go", async () => {
    const { applications, operations } = ours.api
    const of = (applicationId: string) => ({ tenantId: ours.id, applicationId })
    const preview = await applications.copyPreview.query(of(site.id))
    expect([preview.fits, preview.problems]).toEqual([true, []])
    const began = performance.now()
    const { subject: twin } = await applications.copy.mutate({ ...of(site.id), name: "twin" })
    await until("the entry on the copy", async () => (await page("", "twin"))?.includes(entry) || undefined, 120)
    measured("from the order of a copy to its page with the entry", performance.now() - began)
    await write("only in the copy", "twin")
    await write("only in the first")
    const [first, copy] = [await page(), await page("", "twin")]
    expect([copy?.includes("only in the copy"), copy?.includes("only in the first")]).toEqual([true, false])
    expect([first?.includes("only in the copy"), first?.includes("only in the first")]).toEqual([false, true])

    const gone = await applications.delete.mutate(of(twin.id))
    const isGone = async () =>
      (await operations.get.query({ tenantId: ours.id, operationId: gone.id })).state === "succeeded" || undefined
    await until("copy that is gone", isGone, 60)
    await write("still open")
    expect(await page()).toContain("still open")
  })

  test("it goes back to a snapshot that was taken while it ran, and nothing else is lost", async () => {
    const { operations, snapshots } = ours.api
    const of = { tenantId: ours.id, applicationId: site.id }
    const ended = async (operationId: string) =>
      (await operations.get.query({ tenantId: ours.id, operationId })).state === "succeeded" || undefined
    expect(await snapshots.preview.query(of)).toMatchObject({ fits: true, problem: null })
    const taken = performance.now()
    const operation = await snapshots.create.mutate({ ...of, name: "before" })
    await until("snapshot", () => ended(operation.id), 60)
    measured("snapshot of two volumes", performance.now() - taken)
    const snapshotId = operation.subject.id
    expect(await snapshots.get.query({ tenantId: ours.id, snapshotId })).toMatchObject({ state: "complete" })
    await write("regretted")
    const began = performance.now()
    const restore = await snapshots.restore.mutate({ tenantId: ours.id, snapshotId })
    await until("restored application", () => ended(restore.id), 240)
    const shown = await until("page", async () => (await page()) ?? undefined, 30)
    measured("from the order to the page as it was", performance.now() - began)
    expect([shown.includes("still open"), shown.includes("regretted")]).toEqual([true, false])
    expect(await snapshots.delete.mutate({ tenantId: ours.id, snapshotId })).toMatchObject({ state: "deleted" })
  }, 360_000)

  test("a member dies: the page answers again with the entry, and says what a mirror did not have", async () => {
    const wrote = Date.now()
    await until(
      "mirrors that have the entry",
      async () => {
        const ages = (await volumesOf()).flatMap((v) => v.replicas.filter((r) => r.role === "replica"))
        const have = ages.every((r) => r.state === "ok" && (r.ageMs ?? Number.MAX_VALUE) < Date.now() - wrote)
        return (ages.length === 2 && have) || undefined
      },
      150,
    )
    const { member } = await nodeOf("db")
    const killed = performance.now()
    await rig.kill(member)
    await until("node that is down", async () => (await nodes()).some((n) => n.state === "down") || undefined, 40)
    measured("detection", performance.now() - killed)
    expect(performance.now() - killed).toBeLessThan(30_000)
    await until("page with the entry", async () => (await page())?.includes(entry) || undefined, 90)
    measured("page with the entry again", performance.now() - killed)
    const { items: events } = await ours.api.events.list.query(scope())
    const promoted = events.find((e) => e.kind === "volume.promoted" && e.message.includes("db"))
    expect(promoted?.message).toMatch(/written in the last \d+ s before the node was lost is not on it/)
    // Only one was lost: the others were never taken for dead while the cluster found itself a new leader.
    expect(events.filter((e) => e.kind === "node.lost")).toHaveLength(1)

    await rig.boot(member)
    await until("node that is back", async () => (await nodes()).every((n) => n.state === "assigned") || undefined, 60)
    const names = await listed("instances")
    const doubles = (await instances()).filter((i) => names.filter((n) => n.startsWith(`c-${i.id}-`)).length !== 1)
    expect(doubles.map((i) => i.path)).toEqual([])
  })

  test("deleted and closed, nothing of it is left at the engine", async () => {
    await ours.api.applications.delete.mutate({ tenantId: ours.id, applicationId: site.id })
    await until(
      "application that is gone",
      async () => {
        const { items } = await ours.api.applications.list.query(scope())
        return items.length === 0 || undefined
      },
      60,
    )
    await ours.api.vdcs.delete.mutate(scope())
    await until(
      "closed VDC",
      async () => {
        const found = await ours.api.vdcs.get.query({ tenantId: ours.id, vdcId: vdc.id }).catch(() => null)
        return found === null || found.state === "closed" || undefined
      },
      150,
    )
    expect((await listed("instances")).filter((n) => n.startsWith("c-") || n.startsWith("files-"))).toEqual([])
    expect((await listed("storage-pools/default/volumes/custom")).filter((n) => n.startsWith("v-"))).toEqual([])
    expect((await listed("projects")).filter((n) => n.startsWith("gl-"))).toEqual([])
    await connected.provider.api.provider.clusters.disconnect.mutate({ clusterId: connected.clusterId })
  }, 360_000)
})
