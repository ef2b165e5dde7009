import { readFile } from "node:fs/promises"
import type { Page } from "@playwright/test"
import { expect, type Shop, test } from "./fixtures"
import { siteUrl } from "./rig/addresses"
import { askSite } from "./rig/site"
import { until } from "./rig/until"

test.beforeEach(async ({ shop, signIn }) => signIn(shop.company))

const addressOf = ({ path, application }: Shop, below = "") => `${path}/applications/${application.slug}${below}`
const row = (page: Page, component: string) =>
  page.getByRole("table", { name: "Components" }).getByRole("row").filter({ hasText: component })

async function act(page: Page, component: string, name: string) {
  await row(page, component)
    .getByRole("button", { name: `Actions for ${component}` })
    .click()
  await page.getByRole("menuitem", { name, exact: true }).click()
}

test("components with state, node, address and live use; the drawing; the log", async ({ page, shop }) => {
  await page.goto(addressOf(shop))
  await expect(page.getByText("6 of 6 running")).toBeVisible()
  const db = row(page, "db[0]")
  await expect(db).toContainText("Running")
  await expect(db).toContainText(/ams-n\d+/)
  await expect(db, "memory is measured").toContainText(/[1-9]\d* of 256 MiB/)

  await page.getByRole("link", { name: "Drawing" }).click()
  const drawing = page.getByLabel("Drawing of the application")
  for (const name of ["gateway", "balancer", "web", "db", "nas"]) await expect(drawing).toContainText(name)

  await page.getByRole("link", { name: "Logs" }).click()
  await page.getByLabel("Component", { exact: true }).selectOption("web[0]")
  await expect(page.getByText(/guestbook listens, served by guestbook:main\.web\[0\]/).first()).toBeVisible()
  await page.goto(siteUrl(shop.application.slug, shop.vdc.slug))
  await expect(page.getByRole("heading", { name: "Guestbook" })).toBeVisible()
})

test("one component is stopped and started; web servers are added", async ({ page, shop }) => {
  await page.goto(addressOf(shop))
  await act(page, "web[1]", "Stop")
  await expect(row(page, "web[1]").locator("[data-state=stopped]")).toBeVisible()
  await act(page, "web[1]", "Start")
  await expect(row(page, "web[1]").locator("[data-state=running]")).toBeVisible()

  await page.getByRole("button", { name: "More actions" }).click()
  await page.getByRole("menuitem", { name: "Change sizes" }).click()
  const count = page.getByRole("dialog").getByRole("textbox", { name: "Count" }).first()
  await count.fill("3")
  await count.press("Enter")
  await expect(page.getByText(/web: \+0\.\d+ EUR per hour/)).toBeVisible()
  await page.getByRole("button", { name: "Apply" }).click()
  await expect(row(page, "web[2]").locator("[data-state=running]")).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText("7 of 7 running")).toBeVisible()
})

test("files are uploaded by button and by dropping, served at once, downloaded and deleted", async ({ page, shop }) => {
  const ask = (path: string) => askSite(page.request, shop.application.slug, shop.vdc.slug, path)
  const body = (path: string) => ask(path).then((answer) => answer.text())
  await page.goto(addressOf(shop, "/volumes"))
  await page.getByRole("link", { name: /nas/ }).first().click()
  await page.getByRole("button", { name: "public", exact: true }).click()
  await expect(page.getByRole("navigation", { name: "Folder" }).getByText("public")).toBeVisible()
  await page.getByLabel("Files to upload").setInputFiles({
    name: "menu.html",
    mimeType: "text/html",
    buffer: Buffer.from("<h1>Soup of the day</h1>"),
  })
  await expect(page.getByRole("link", { name: "menu.html", exact: true })).toBeVisible()
  await until("page menu.html on the site", async () => (await body("menu.html")).includes("Soup") || undefined, 5)

  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(["dropped in"], "note.txt", { type: "text/plain" }))
    return transfer
  })
  const card = page.getByLabel("Files of the volume")
  await card.dispatchEvent("dragenter", { dataTransfer: dropped })
  await expect(page.getByText("Drop to upload into public")).toBeVisible()
  await card.dispatchEvent("drop", { dataTransfer: dropped })
  await expect(page.getByRole("link", { name: "note.txt", exact: true })).toBeVisible()
  await until("note.txt on the site", async () => (await body("note.txt")) === "dropped in" || undefined, 5)

  const download = page.waitForEvent("download")
  await page.getByRole("link", { name: "Download note.txt" }).click()
  expect(await readFile(await (await download).path(), "utf8")).toBe("dropped in")

  await page.getByRole("button", { name: "Delete note.txt" }).click()
  await expect(page.getByRole("alertdialog")).toContainText("Delete the file note.txt?")
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click()
  await expect(page.getByText("note.txt is deleted.")).toBeVisible()
  await expect(page.getByRole("alertdialog")).toBeHidden()
  await expect(page.getByRole("link", { name: "note.txt", exact: true })).toBeHidden()
  expect((await ask("note.txt")).status()).toBe(404)
})

test("the application is stopped and started as a whole", async ({ page, shop }) => {
  await page.goto(addressOf(shop))
  await page.getByRole("button", { name: "Stop", exact: true }).click()
  await expect(page.getByRole("alertdialog")).toContainText("Volumes and their files stay")
  await page.getByRole("alertdialog").getByRole("button", { name: "Stop" }).click()
  const components = page.getByRole("table", { name: "Components" })
  await expect(components.locator("[data-state=running]")).toHaveCount(0, { timeout: 30_000 })
  await expect(page.getByRole("main").getByRole("heading", { level: 1 }).locator("..")).toContainText("Stopped")
  await page.getByRole("button", { name: "Start", exact: true }).click()
  await expect(page.getByText(/^(\d+) of \1 running$/)).toBeVisible({ timeout: 60_000 })
})
