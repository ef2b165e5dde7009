import { chromium, expect as see } from "@playwright/test"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import { chromiumFlags, ensureChromium } from "../../scripts/test/find-chromium"
import { portalUrl } from "../e2e/rig/addresses"
import { runApplication } from "../e2e/rig/company"
import { until } from "../e2e/rig/until"
import { deleteFile, downloadArchive, uploadArchive, uploadFile } from "../support/portal-files"
import {
  buyOnRig,
  type Connected,
  type Customer,
  connectRig,
  leaveRig,
  pointAtRigsPortal,
  visit,
} from "../support/portal-on-rig"

const waitMs = { timeout: 20_000 }

/** The templates that run on the try-out machines run on real ones, from the same content. */
let connected: Connected
let customer: Customer
let contentId: string
let archive: ArrayBuffer

const upload = (path: string, text: string) => uploadFile(customer.company, contentId, path, text)
const page = (path = "") => visit("book", customer.vdc.slug, path)
const isUp = () => page().then(({ status }) => (status === 200 ? true : undefined))

const measured = (what: string, since: number) =>
  console.log(`  measured: ${what} in ${((performance.now() - since) / 1000).toFixed(1)} s`)

const untilComplete = (snapshotId: string) =>
  until("complete snapshot", async () => {
    const { company } = customer
    const found = await company.api.snapshots.get.query({ tenantId: company.id, snapshotId })
    return found.state === "complete" ? found : undefined
  })

/** Both web servers answer so: the balancer asks one after the other. */
const untilAll = (what: string, isSo: (text: string) => boolean) =>
  until(what, async () => {
    const answers = await Promise.all([page(), page(), page(), page()])
    return answers.every(({ text }) => isSo(text)) || undefined
  })

beforeAll(async () => {
  const testRig = inject("testRig")
  pointAtRigsPortal(testRig)
  connected = await connectRig(await openRig(testRig.options), "dc2", 1)
  customer = await buyOnRig(connected, "web", connected.package)
  await runApplication(customer.company, customer.vdc, "scalable-web", "book")
  const { items } = await customer.company.api.volumes.list.query({
    tenantId: customer.company.id,
    vdcId: customer.vdc.id,
  })
  contentId = items.find((v) => v.path.includes(".nas"))?.id ?? ""
}, 300_000)

afterAll(() => customer && leaveRig(connected, customer), 300_000)

test("the guestbook's program runs on each web server, with its database and its pictures", async () => {
  expect((await page()).text).toContain("Nobody has signed yet")
  const form = new URLSearchParams({ name: "Ada", message: "on real machines" })
  expect((await visit("book", customer.vdc.slug, "", form)).status).toBe(303)
  const read = await page()
  expect(read.text).toContain("on real machines")
  expect(read.text).toMatch(/Served by <code>book:main\.web\[[01]\]<\/code>/)
  expect((await page("meadow.svg")).text).toContain("<svg")
  expect((await page("server.mjs")).status).toBe(404)
  expect((await page("nothing")).status).toBe(404)
  const servers = new Set<string>()
  await until("answer of both web servers", async () => {
    servers.add(/Served by <code>([^<]*)/.exec((await page()).text)?.[1] ?? "")
    return servers.size === 2 || undefined
  })
})

test("its database is asked at a console in the browser, which a reload ends and a click opens again", async () => {
  const { company, vdc } = customer
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags })
  try {
    const context = await browser.newContext({ baseURL: portalUrl(), viewport: { width: 1280, height: 900 } })
    await context.addCookies(company.session.cookies)
    const tab = await context.newPage()
    await tab.goto(`/${company.slug}/vdc/${vdc.slug}/applications/book/console`)
    await tab.getByLabel("Component", { exact: true }).selectOption({ label: "db[0]" })
    const screen = tab.locator(".xterm-accessibility")
    const type = async (text: string) => {
      await tab.keyboard.type(text)
      await tab.keyboard.press("Enter")
    }
    await tab.getByRole("button", { name: "Connect", exact: true }).click()
    await see(screen).toContainText("#", waitMs)
    await type("ls /srv/volumes; id -un")
    await see(screen).toContainText("data", waitMs)
    await see(screen).toContainText("root", waitMs)
    await tab.reload()
    await see(screen).toHaveCount(0)
    await tab.getByRole("button", { name: "Connect", exact: true }).click()
    await see(screen).toContainText("#", waitMs)
    await type("exit 3")
    await see(tab.getByText("The session has ended (code 3).")).toBeVisible(waitMs)
    await see(tab.getByRole("button", { name: "Connect again" })).toBeVisible()
    const pictures = process.env.E2E_SCREENSHOTS
    if (pictures) await tab.screenshot({ path: `${pictures}/console-on-lxd.png` })
  } finally {
    await browser.close()
  }
})

test("what it holds leaves in a file", async () => {
  const { company, vdc } = customer
  const { snapshots, applications } = company.api
  const { items } = await applications.list.query({ tenantId: company.id, vdcId: vdc.id })
  const taking = { tenantId: company.id, applicationId: items[0]?.id ?? "", name: "to-send" }
  const { subject } = await snapshots.create.mutate(taking)
  await untilComplete(subject.id)
  const began = performance.now()
  archive = await downloadArchive(company, subject.id)
  measured(`archive of ${(archive.byteLength / 1_048_576).toFixed(1)} MiB left`, began)
})

test("a program that is uploaded takes over without a gap, gets paths as they were asked for, and its files are served", async () => {
  const program = `import { createServer } from "node:http"
createServer((request, response) => response.end(\`second \${request.method} \${request.url}\`)).listen(process.env.PORT, "127.0.0.1")
`
  let refused = 0
  let asking = true
  const visitor = (async () => {
    while (asking) if ((await page().catch(() => ({ status: 0 }))).status !== 200) refused += 1
  })()
  await upload("server.mjs", program)
  await untilAll("the second program on both", (text) => text.startsWith("second"))
  asking = false
  await visitor
  expect(refused).toBe(0)
  expect((await page("a%20b%2Fc%3Fd?e=%26f")).text).toBe("second GET /a%20b%2Fc%3Fd?e=%26f")
  await upload("public/note.txt", "a file")
  await until("the file", async () => (await page("note.txt")).text === "a file" || undefined)
})

test("without a program the files are the site", async () => {
  await upload("index.html", "<p>only files</p>")
  await deleteFile(customer.company, contentId, "server.mjs")
  await untilAll("the site of files on both", (text) => text.includes("only files"))
  expect((await page("public/note.txt")).text).toBe("a file")
  expect((await visit("book", customer.vdc.slug, "", new URLSearchParams({ a: "b" }))).status).toBe(405)
})

test("a program that falls is told with its reason, and one that is mended serves again", async () => {
  await upload("server.mjs", "throw new Error('not today')\n")
  const { company, vdc } = customer
  const { items } = await company.api.applications.list.query({ tenantId: company.id, vdcId: vdc.id })
  const one = { tenantId: company.id, applicationId: items[0]?.id ?? "" }
  await until("reason of the fall", async () => {
    const { instances } = await company.api.applications.get.query(one)
    return instances.some((c) => c.name === "web" && c.state === "failed" && c.reason) || undefined
  })
  const mended = `import { createServer } from "node:http"
createServer((_, response) => response.end("mended")).listen(process.env.PORT, "127.0.0.1")
`
  await upload("server.mjs", mended)
  await until("the mended program", async () =>
    (await page().catch(() => null))?.text === "mended" ? true : undefined,
  )
  await until("running application", async () => {
    const { state } = await company.api.applications.get.query(one)
    return state === "running" || undefined
  })
  expect(await isUp()).toBe(true)
})

test("and comes back from it as another application, when the first one is gone", async () => {
  const { company, vdc } = customer
  const { snapshots, applications } = company.api
  const tenant = { tenantId: company.id }
  const { items } = await applications.list.query({ ...tenant, vdcId: vdc.id })
  const book = { ...tenant, applicationId: items[0]?.id ?? "" }
  await applications.delete.mutate(book)
  await until("end of the book", () =>
    applications.get.query(book).then(
      () => undefined,
      () => true,
    ),
  )
  const began = performance.now()
  const { id: snapshotId } = await uploadArchive(company, vdc, "arrived", archive)
  measured("it came back", began)
  expect(await untilComplete(snapshotId)).toMatchObject({ application: { id: null, slug: "book" } })
  await snapshots.launch.mutate({ ...tenant, snapshotId, name: "twin" })
  const twin = await until("page of the twin", async () => {
    const answer = await visit("twin", vdc.slug, "").catch(() => null)
    return answer?.status === 200 ? answer.text : undefined
  })
  expect(twin).toContain("on real machines")
  expect(twin).toMatch(/Served by <code>twin:main\.web/)
  for (const { id } of (await snapshots.list.query({ ...tenant, vdcId: vdc.id })).items)
    await snapshots.delete.mutate({ ...tenant, snapshotId: id })
})
