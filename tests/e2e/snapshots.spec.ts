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

test("a snapshot is downloaded, imported, and an application is made of it", async ({ page, shop }, info) => {
  test.setTimeout(240_000)
  const api = shop.company.api
  const of = { tenantId: shop.company.id }
  await write(page.request, shop, "goes through a file")
  await api.snapshots.create.mutate({
    ...of,
    applicationId: shop.application.id,
    name: "to-send",
    note: "for the test",
  })
  await page.goto(`${shop.path}/snapshots`)
  await expect(row(page, "to-send").locator("[data-state=complete]")).toBeVisible({ timeout: 30_000 })
  await row(page, "to-send").getByRole("button", { name: "Actions for to-send" }).click()
  const begun = page.waitForEvent("download")
  await page.getByRole("menuitem", { name: "Download" }).click()
  const download = await begun
  expect(download.suggestedFilename()).toBe(`${shop.application.slug}-to-send.tar`)
  const path = info.outputPath("to-send.tar")
  await download.saveAs(path)

  await page.getByRole("button", { name: "Import" }).click()
  const sheet = page.getByRole("dialog")
  await sheet.getByRole("button", { name: "Import" }).click()
  await expect(sheet.getByText("Choose a file.")).toBeVisible()
  const junk = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("nothing of the kind") }
  await sheet.getByLabel("Archive").setInputFiles(junk)
  await expect(sheet.getByText(/does not begin as an archive of Gridline does/)).toBeVisible()
  await sheet.getByLabel("Name").fill("arrived")
  await sheet.getByRole("button", { name: "Import" }).click()
  await expect(sheet.getByText(/no archive that can be imported/)).toBeVisible()

  await sheet.getByLabel("Archive").setInputFiles(path)
  await expect(sheet.getByText("db[0].data")).toBeVisible()
  await expect(sheet.getByLabel("Name")).toHaveValue("to-send")
  await expect(sheet.getByLabel("Note (optional)")).toHaveValue("for the test")
  await sheet.getByLabel("Name").fill("arrived")
  await inspectPage(page, "import-snapshot")
  await sheet.getByRole("button", { name: "Import" }).click()
  await expect(sheet).toBeHidden({ timeout: 60_000 })
  await expect(row(page, "arrived").locator("[data-state=complete]")).toBeVisible({ timeout: 30_000 })
  await expect(row(page, "arrived")).toContainText(`${shop.application.slug} (imported)`)
  // While it fades its colours are between two; under the pointer it stays.
  await page.mouse.move(0, 0)
  const done = page.getByText(/^Import snapshot .* done\.$/)
  await expect(done).toBeVisible()
  await expect(done).toBeHidden()
  await inspectPage(page, "snapshots-imported")

  await act(page, "arrived", "New application of it")
  // A name is suggested as soon as those that are taken are known; what is typed before that would be mixed with it.
  await expect(page.getByRole("dialog").getByLabel("Address")).toHaveValue(/./)
  await page.getByRole("dialog").getByLabel("Address").fill("arrived")
  await page.getByRole("dialog").getByRole("button", { name: "Make and start" }).click()
  const text = await until(
    "page of what was imported",
    async () => {
      const answer = await askSite(page.request, "arrived", shop.vdc.slug)
      return answer.ok() ? answer.text() : undefined
    },
    120,
  )
  expect(text).toContain("goes through a file")

  // What others of this worker are to find is as it was, and nothing is still going on.
  const listed = async () => (await api.applications.list.query({ ...of, vdcId: shop.vdc.id })).items
  const arrived = (await listed()).find((each) => each.slug === "arrived")
  await api.applications.delete.mutate({ ...of, applicationId: arrived?.id ?? "" })
  await until("end of the application", async () => ((await listed()).length === 1 ? true : undefined))
  for (const { id } of (await api.snapshots.list.query({ ...of, vdcId: shop.vdc.id })).items)
    await api.snapshots.delete.mutate({ ...of, snapshotId: id })
})

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
