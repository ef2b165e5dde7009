import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures"
import { fresh } from "./rig/company"

/** The radio buttons look like cards; a person clicks the card. */
const card = (page: Page, name: string) =>
  page.locator("label").filter({ has: page.getByRole("radio", { name: new RegExp(`\\b${name}`) }) })

test("a data center is bought, active within seconds, and a reload in the middle loses nothing", async ({
  page,
  ours,
  signIn,
}) => {
  await signIn(ours)
  await page.goto(`/${ours.slug}`)
  await page.getByRole("link", { name: "Choose a data center" }).first().click()
  const name = fresh("Production")
  await test.step("packages, places and the price before anything is bought", async () => {
    await expect(card(page, "Starter")).toContainText("2 nodes")
    await expect(card(page, "Business")).toContainText("Storage included")
    await card(page, "Team").click()
    await expect(page.getByRole("button", { name: "Buy for 199.00 EUR per month" })).toBeVisible()
    await card(page, "Falkenstein 1").click()
    await expect(card(page, "Falkenstein 1")).toContainText("free, ready within seconds")
    await page.getByLabel("Name", { exact: true }).fill(name)
  })
  await test.step("a reload keeps what was chosen and typed", async () => {
    await page.reload()
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name)
    await expect(page.getByRole("radio", { name: /^Team/ })).toBeChecked()
    await expect(page.getByRole("radio", { name: /Falkenstein 1/ })).toBeChecked()
  })
  await test.step("a name that cannot be an address is refused at its field", async () => {
    await page.getByLabel("Short name").fill("No Good!")
    await card(page, "Starter").click()
    await page.getByRole("button", { name: "Buy for 39.00 EUR per month" }).click()
    await expect(page.getByLabel("Short name")).toHaveAttribute("aria-invalid", "true")
    await page.getByLabel("Short name").fill("")
  })
  await page.getByRole("button", { name: "Buy for 39.00 EUR per month" }).click()
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible()
  await expect(page.getByRole("article", { name: /^Node fsn-/ })).toHaveCount(2)
  await expect(page.getByRole("main").getByText("Active", { exact: true })).toBeVisible()
  await expect(page.getByRole("list", { name: "Events" })).toContainText("is active with 2 nodes")
})

test("with too few nodes it waits, says so, and goes on by itself when they arrive", async ({
  page,
  ours,
  provider,
  signIn,
  openAs,
}) => {
  await signIn(ours)
  await page.goto(`/${ours.slug}/vdc/new`)
  const name = fresh("Large")
  await card(page, "Business").click()
  await card(page, "Virginia 1").click()
  await expect(card(page, "Virginia 1")).toContainText("Business needs 4")
  await page.getByLabel("Name", { exact: true }).fill(name)
  await page.getByRole("button", { name: "Buy for 699.00 EUR per month" }).click()
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible()
  await expect(page.getByRole("status").filter({ hasText: "large" })).toContainText("ordered")
  await page.evaluate(() => document.body.setAttribute("data-same-page", "yes"))

  const office = await openAs(provider)
  await office.goto("/provider/node-orders?state=open")
  await office.getByRole("button", { name: `Nodes for ${name} have arrived` }).click()
  await expect(office.getByText("goes on by itself")).toBeVisible()

  await expect(page.getByRole("main").getByText("Active", { exact: true })).toBeVisible()
  await expect(page.getByRole("article", { name: /^Node iad-/ })).toHaveCount(4)
  await expect(page.locator("body[data-same-page=yes]"), "nobody reloaded").toBeVisible()
})
