import { expect, test } from "./fixtures"
import { siteUrl } from "./rig/addresses"
import { buyVdc } from "./rig/company"

test("an application is made from a template, starts before one's eyes and answers", async ({ page, ours, signIn }) => {
  const vdc = await buyVdc(ours, "iad")
  await signIn(ours)
  await page.goto(`/${ours.slug}/vdc/${vdc.slug}`)
  await page.getByRole("link", { name: "New application" }).first().click()
  await page.getByRole("button", { name: /^Scalable web application/ }).click()
  await page.getByLabel("Name", { exact: true }).fill("Guest book")
  await page.getByLabel("Address").fill("book")
  const web = page.getByRole("listitem").filter({ hasText: "Web server" })
  const perHour = page.locator("dd", { hasText: "EUR" }).first()

  await test.step("the price follows the sizes, a reload keeps them", async () => {
    const before = await perHour.textContent()
    await web.getByRole("textbox", { name: "Count" }).fill("4")
    await web.getByRole("textbox", { name: "Count" }).press("Enter")
    await expect(perHour).not.toHaveText(before ?? "")
    await expect(page.getByRole("cell", { name: /web ×4/ })).toBeVisible()
    await page.reload()
    await expect(web.getByRole("textbox", { name: "Count" })).toHaveValue("4")
    await expect(page.getByLabel("Address")).toHaveValue("book")
  })
  await test.step("what does not fit is told in numbers and cannot be ordered", async () => {
    await web.getByRole("textbox", { name: "Count" }).fill("50")
    await web.getByRole("textbox", { name: "Count" }).press("Enter")
    await expect(page.getByText("Does not fit")).toBeVisible()
    await expect(page.getByRole("button", { name: "Create and start" })).toBeDisabled()
    await web.getByRole("textbox", { name: "Count" }).fill("2")
    await web.getByRole("textbox", { name: "Count" }).press("Enter")
    await expect(page.getByText("Fits on your nodes")).toBeVisible()
  })

  await page.getByRole("button", { name: "Create and start" }).click()
  await expect(page.getByRole("heading", { level: 1, name: "Guest book" })).toBeVisible()
  await expect(page.getByRole("progressbar").first()).toBeVisible()
  await expect(page.getByText("6 of 6 running")).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole("table", { name: "Components" }).locator("[data-state=running]")).toHaveCount(6)

  const opened = page.context().waitForEvent("page")
  await page.getByRole("link", { name: "Open" }).click()
  const site = await opened
  await test.step("the guestbook takes an entry and says who served it", async () => {
    await expect(site).toHaveURL(siteUrl("book", vdc.slug))
    await site.getByLabel("Your name").fill("Ada")
    await site.getByLabel("Your message").fill("First of all")
    await site.getByRole("button", { name: "Sign the guestbook" }).click()
    await expect(site.getByRole("listitem")).toContainText(["First of all"])
    await expect(site.getByRole("listitem").first()).toContainText(/written through book:main\.web\[[01]\]/)
    await expect(site.getByRole("contentinfo")).toContainText(/Served by book:main\.web\[[01]\]/)
    const picture = site.getByRole("img", { name: "Hills under a low sun" })
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0)
  })
  await test.step("it is copied to another data center while it runs, with what visitors wrote", async () => {
    const away = await buyVdc(ours, "fsn")
    await page.getByRole("button", { name: "More actions" }).click()
    await page.getByRole("menuitem", { name: "Copy" }).click()
    const sheet = page.getByRole("dialog", { name: "Copy Guest book" })
    await expect(sheet.getByLabel("Address")).toHaveValue("book-copy")
    await expect(sheet.getByRole("region", { name: "Volumes that are copied" })).toContainText("book:main.db[0]")
    await expect(sheet.getByText("Fits on your nodes")).toBeVisible()
    await sheet.getByLabel("Address").fill("book")
    await sheet.getByRole("button", { name: "Copy and start" }).click()
    await expect(sheet.getByLabel("Address")).toHaveAttribute("aria-invalid", "true")
    await sheet.getByLabel("Virtual data center").click()
    await page.getByRole("option", { name: `${away.slug} · Falkenstein 1` }).click()
    await expect(sheet.getByText(`It answers at book.${away.slug}.`)).toBeVisible()
    await expect(sheet.getByText("Fits on your nodes")).toBeVisible()
    await sheet.getByRole("button", { name: "Copy and start" }).dblclick()
    await expect(page.getByRole("heading", { level: 1, name: "Copy of Guest book" })).toBeVisible()
    await expect(page.getByText("6 of 6 running")).toBeVisible({ timeout: 60_000 })
    await expect(page).toHaveURL(new RegExp(`/vdc/${away.slug}/applications/book$`))
    await site.goto(siteUrl("book", away.slug))
    await expect(site.getByRole("listitem")).toContainText(["First of all"])
    await expect(site.getByRole("contentinfo")).toContainText(/Served by book:main\.web\[[01]\]/)
  })
})

const written = (web: string) => `gridline: 1
title: Written down
components:
  gateway:
    class: gateway@1
    resources: { cpuMillis: 100, memoryMib: 64 }
    startOrder: 30
  web:
    class: ${web}
    resources: { cpuMillis: 100, memoryMib: 96 }
    startOrder: 20
  nas:
    class: nas@1
    resources: { cpuMillis: 100, memoryMib: 64 }
    volumes:
      content: { sizeGib: 1, content: static@1 }
connections:
  - gateway.out -> web.in
  - web.content -> nas.files
`

test("an application is made from text; what is wrong is told by its line; its page gives the text back", async ({
  page,
  ours,
  signIn,
}) => {
  const vdc = await buyVdc(ours, "ams")
  await signIn(ours)
  await page.goto(`/${ours.slug}/vdc/${vdc.slug}/applications/new`)
  await page.getByRole("button", { name: "From a descriptor" }).click()
  const text = page.getByLabel("Descriptor (YAML)")
  const create = page.getByRole("button", { name: "Create and start" })
  await text.fill(written("teapot@1"))
  const problem = page.getByRole("button", { name: /^Line 9 web is made of teapot@1, which no catalog has/ })
  await problem.click()
  await expect(text).toBeFocused()
  const column = (element: HTMLTextAreaElement) => element.value.slice(0, element.selectionStart).split("\n").length
  expect(await text.evaluate(column)).toBe(9)
  await expect(create).toBeDisabled()
  await text.fill(written("web@1"))
  await expect(page.getByText("Fits on your nodes")).toBeVisible()
  await page.getByLabel("Address").fill("written")
  await page.reload()
  await expect(text).toHaveValue(written("web@1"))
  await expect(page.getByText("Fits on your nodes")).toBeVisible()
  await create.dblclick()
  await expect(page.getByRole("heading", { level: 1, name: "Written down" })).toBeVisible()
  await expect(page.getByText("3 of 3 running")).toBeVisible({ timeout: 60_000 })
  await page.getByRole("link", { name: "Descriptor", exact: true }).click()
  const lines = page.getByRole("region", { name: "Descriptor" })
  await expect(lines).toContainText("title: Written down")
  await expect(lines).toContainText("- web.content -> nas.files")
  const download = page.waitForEvent("download")
  await page.getByRole("link", { name: "Download" }).click()
  expect((await download).suggestedFilename()).toBe("written.gridline.yaml")
  const schema = await page.request.get("/schemas/application-1.json")
  expect(await schema.json()).toMatchObject({ title: "Gridline application", additionalProperties: false })
})
