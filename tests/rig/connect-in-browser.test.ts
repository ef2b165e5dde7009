import { type Browser, chromium, type Page, expect as see } from "@playwright/test"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig, type Rig } from "../../scripts/rig/rig"
import type { RigDataCenter } from "../../scripts/rig/rig-file"
import { chromiumFlags, ensureChromium } from "../../scripts/test/find-chromium"
import { portalUrl } from "../e2e/rig/addresses"
import { fresh, type Person, providerStaff } from "../e2e/rig/company"
import { pointAtRigsPortal } from "../support/portal-on-rig"

let rig: Rig
let site: RigDataCenter
let browser: Browser
let page: Page
let provider: Person

beforeAll(async () => {
  const testRig = inject("testRig")
  pointAtRigsPortal(testRig)
  rig = await openRig(testRig.options)
  await rig.settle("dc2")
  const found = (await rig.read())?.dataCenters.find(({ name }) => name === "dc2")
  if (!found) throw new Error("the rig has no dc2")
  site = found
  provider = await providerStaff()
  browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags })
  const context = await browser.newContext({ baseURL: portalUrl(), viewport: { width: 1280, height: 1_400 } })
  await context.addCookies(provider.session.cookies)
  page = await context.newPage()
})
afterAll(() => browser?.close())

const field = (label: string) => page.getByLabel(label, { exact: true })
const findings = () => page.locator("[aria-live=polite]")
const answerMs = { timeout: 20_000 }

async function testConnection(): Promise<void> {
  const button = page.getByRole("button", { name: "Test the connection" })
  await button.click()
  await see(button).toBeEnabled(answerMs)
}

/** Each is refused at its field, in words that name what is wrong; the rest stays typed. */
async function refused(label: string, wrong: string, words: RegExp): Promise<void> {
  await field(label).fill(wrong)
  await testConnection()
  await see(field(label)).toHaveAttribute("aria-invalid", "true", answerMs)
  await see(page.getByText(words).first()).toBeVisible()
}

test("a partner's server is connected by hand: what is wrong is said where it was typed, a reload loses no word", async () => {
  await page.goto("/provider/data-centers/connect")
  await field("Addresses of members").fill(site.addresses.join("\n"))
  await field("Uplink").fill(site.uplink)
  await field("Trust token").fill(await rig.token("dc2"))

  await refused("Certificate fingerprint", "ab".repeat(32), /shows a certificate with the fingerprint [0-9a-f]{64}/)
  await field("Certificate fingerprint").fill(site.fingerprint)
  const nobody = (site.addresses[0] ?? "").replace(/:\d+$/, ":8444")
  await refused("Addresses of members", nobody, /does not answer|refuses connections/)
  await field("Addresses of members").fill(site.addresses.join("\n"))
  await refused("Storage pool", "golden", /golden/)
  await field("Storage pool").fill(site.storagePool)
  // The test before has used the token up, and is trusted since: no new one is needed.
  await testConnection()
  await see(findings()).toContainText("Nothing is in the way.", answerMs)
  await see(findings()).toContainText(/LXD 5\.\d/)

  await page.reload()
  await see(field("Certificate fingerprint")).toHaveValue(site.fingerprint)
  await see(field("Trust token")).toHaveValue("")
  const name = fresh("Breda")
  await field("Hosting partner").selectOption("A new partner")
  await field("Partner's name").fill(fresh("Mark Hosting"))
  await field("Partner's country").fill("NL")
  await field("Name").fill(name)
  await field("Prices").selectOption("ams")
  await field("City").fill("Breda")
  await field("Country").fill("NL")
  await field("Latitude").fill("51.59")
  await field("Longitude").fill("4.78")
  await testConnection()
  await page.getByRole("button", { name: "Connect", exact: true }).dblclick()
  await see(page.getByRole("heading", { level: 1, name })).toBeVisible(answerMs)
  await see(page.getByRole("table").filter({ hasText: "In the cluster" })).toContainText("n4")

  const { items } = await provider.api.provider.clusters.list.query()
  expect(items.filter((cluster) => cluster.dataCenter.name === name)).toHaveLength(1)

  await page.getByRole("button", { name: "Disconnect" }).click()
  const dialog = page.getByRole("alertdialog")
  await see(dialog).toContainText("1 node is retired")
  await dialog.getByRole("button", { name: `Disconnect ${name}` }).click()
  await see(page.getByText(`${name} is disconnected.`)).toBeVisible(answerMs)
})

test("a token that was used is refused as that", async () => {
  await page.goto("/provider/data-centers/connect")
  const token = await rig.token("dc2")
  for (const round of ["first", "second"]) {
    await field("Addresses of members").fill(site.addresses.join("\n"))
    await field("Certificate fingerprint").fill(site.fingerprint)
    await field("Storage pool").fill(site.storagePool)
    await field("Uplink").fill(site.uplink)
    await field("Trust token").fill(token)
    await testConnection()
    if (round === "first") await see(findings()).toContainText("Nothing is in the way.", answerMs)
    else await see(page.getByText(/The token was not accepted/).first()).toBeVisible()
    // Another certificate of ours, which nobody trusts yet.
    await page.evaluate(() => sessionStorage.clear())
    await page.evaluate(() => localStorage.clear())
    await page.reload()
  }
})
