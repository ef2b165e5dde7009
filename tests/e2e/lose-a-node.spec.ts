import type { Page } from "@playwright/test"
import { expect, type Shop, test } from "./fixtures"
import { siteUrl } from "./rig/addresses"
import { askSite } from "./rig/site"
import { until } from "./rig/until"

/** What the product promises on this fabric. */
const servingAgainSeconds = 10

const nodeOf = async ({ company, application }: Shop, component: string): Promise<string> => {
  const { instances } = await company.api.applications.get.query({
    tenantId: company.id,
    applicationId: application.id,
  })
  return instances.find(({ name }) => name === component)?.node?.name ?? `no node of ${component}`
}

/** Every state word that the page has shown, however short. */
async function rememberStates(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen = new Set<string>()
    const look = () => {
      for (const badge of document.querySelectorAll("main [data-state]"))
        seen.add(badge.getAttribute("data-state") ?? "")
      document.body.setAttribute("data-seen", [...seen].join(" "))
    }
    look()
    new MutationObserver(look).observe(document.querySelector("main") ?? document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-state"],
    })
  })
  return () => page.evaluate(() => (document.body.getAttribute("data-seen") ?? "").split(" "))
}

/** What a visitor reads; nothing while the site is away. */
async function readSite(page: Page, { application, vdc }: Shop): Promise<string> {
  const answer = await askSite(page.request, application.slug, vdc.slug)
  return answer.ok() ? answer.text() : ""
}

test("a node's power is cut: components start elsewhere with their data, and the node comes back clean", async ({
  page,
  shop,
  provider,
  signIn,
  openAs,
}) => {
  await signIn(shop.company)
  const site = siteUrl(shop.application.slug, shop.vdc.slug)
  const entry = "Written before the power went"
  await page.goto(site)
  await page.getByLabel("Your name").fill("Grace")
  await page.getByLabel("Your message").fill(entry)
  await page.getByRole("button", { name: "Sign the guestbook" }).click()
  await expect(page.getByText(entry).first()).toBeVisible()

  const lost = await nodeOf(shop, "db")
  await page.goto(`${shop.path}/applications/${shop.application.slug}`)
  await expect(page.getByText(/^(\d+) of \1 running$/)).toBeVisible()
  const seen = await rememberStates(page)
  const office = await openAs(provider)
  await office.goto("/provider/nodes?state=assigned")
  await office.getByRole("button", { name: `Power off ${lost}`, exact: true }).click()
  await expect(office.getByRole("alertdialog")).toContainText(shop.company.name)
  await office
    .getByRole("alertdialog")
    .getByRole("button", { name: `Power off ${lost}` })
    .click()
  const cut = Date.now()
  await expect(office.getByText(`${lost} is off`).first()).toBeVisible()

  await until("entry on the site", async () => (await readSite(page, shop)).includes(entry) || undefined, 45)
  const took = (Date.now() - cut) / 1000
  test.info().annotations.push({ type: "serving again after", description: `${took.toFixed(1)} s` })
  await expect(page.getByText(/^(\d+) of \1 running$/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole("table", { name: "Components" })).not.toContainText(lost)
  expect(await seen(), "the page showed the loss").toContain("lost")
  expect(took).toBeLessThanOrEqual(servingAgainSeconds)

  await page.goto(`${shop.path}/events`)
  await expect(page.getByRole("list", { name: "Events" })).toContainText(`${lost} does not answer. Lost with it`)
  await office.goto("/provider/nodes")
  await office.getByRole("button", { name: `Power on ${lost}`, exact: true }).click()
  await expect(page.getByRole("list", { name: "Events" })).toContainText(`${lost} is back`, {
    timeout: 30_000,
  })
  await page.goto(shop.path)
  await expect(page.getByRole("article", { name: `Node ${lost}` })).toContainText("Up", { timeout: 30_000 })
})
