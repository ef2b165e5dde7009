import type { APIRequestContext, Page } from "@playwright/test"
import { expect, type Shop, test } from "./fixtures"
import { edgeUrl, siteUrl } from "./rig/addresses"
import { inspectPage } from "./rig/inspect-page"
import { askSite } from "./rig/site"
import { until } from "./rig/until"

test.beforeEach(async ({ shop, signIn }) => signIn(shop.company))

const host = ({ application, vdc }: Shop) => new URL(siteUrl(application.slug, vdc.slug)).host

async function write(request: APIRequestContext, shop: Shop, message: string): Promise<void> {
  const answer = await request.post(`${edgeUrl()}/`, {
    headers: { host: host(shop) },
    form: { name: "Ada", message },
    maxRedirects: 0,
  })
  expect(answer.status()).toBe(303)
}
async function entries(request: APIRequestContext, shop: Shop): Promise<string> {
  const answer = await askSite(request, shop.application.slug, shop.vdc.slug)
  return answer.ok() ? answer.text() : ""
}
const row = (page: Page, name: string) =>
  page.getByRole("table", { name: "Snapshots" }).getByRole("row").filter({ hasText: name })

async function act(page: Page, name: string, what: string | RegExp) {
  await row(page, name)
    .getByRole("button", { name: `Actions for ${name}` })
    .click()
  await page.getByRole("menuitem", { name: what }).click()
}

test("before a change a snapshot is taken, and the application goes back to it", async ({ page, shop }) => {
  test.setTimeout(180_000)
  await write(page.request, shop, "written before the change")
  await page.goto(`${shop.path}/applications/${shop.application.slug}/snapshots`)
  await expect(page.getByText("No snapshot yet")).toBeVisible()
  await page.getByRole("button", { name: "Take snapshot" }).click()
  const sheet = page.getByRole("dialog")
  await expect(sheet.getByText("There is room for it.")).toBeVisible()
  await inspectPage(page, "take-snapshot")
  await sheet.getByRole("textbox", { name: "Name" }).fill("Before!")
  await sheet.getByRole("button", { name: "Take snapshot" }).click()
  await expect(sheet.getByText(/Use lower-case letters/)).toBeVisible()
  await sheet.getByRole("textbox", { name: "Name" }).fill("before-change")
  await sheet.getByRole("textbox", { name: "Note (optional)" }).fill("the new layout")
  await sheet.getByRole("button", { name: "Take snapshot" }).click()
  await expect(row(page, "before-change").locator("[data-state=complete]")).toBeVisible({ timeout: 30_000 })
  await page.reload()
  await expect(row(page, "before-change")).toContainText("the new layout")
  await inspectPage(page, "snapshots-taken")

  await write(page.request, shop, "written after it")
  await act(page, "before-change", /^Restore/)
  const dialog = page.getByRole("alertdialog")
  await expect(dialog).toContainText("main.db[0].data")
  await dialog.getByRole("button", { name: "Restore" }).click()
  await expect(page.getByText(/goes back to before-change/).first()).toBeVisible()
  const back = await until(
    "page as it was before the change",
    async () => {
      const text = await entries(page.request, shop)
      return text.includes("written before the change") && !text.includes("written after it") ? text : undefined
    },
    90,
  )
  expect(back).toContain("Guestbook")
  // What was there since is not lost.
  await page.goto(`${shop.path}/volumes?show=trash`)
  await expect(page.getByRole("table", { name: "Trash" })).toContainText("main.db[0].data")

  await page.goto(`${shop.path}/snapshots`)
  await act(page, "before-change", "Delete")
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete snapshot" }).click()
  await expect(page.getByText("No snapshot yet")).toBeVisible()
  await page.getByRole("button", { name: "Undo" }).click()
  await expect(row(page, "before-change").locator("[data-state=complete]")).toBeVisible()
})
