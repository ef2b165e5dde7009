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
})
