import { expect, test } from "./fixtures"
import { buyVdc, runApplication } from "./rig/company"

test("use is shown with its sentences, invoiced, and an application leaves its data in the trash", async ({
  page,
  ours,
  provider,
  signIn,
  openAs,
}) => {
  const vdc = await buyVdc(ours, "fsn")
  await runApplication(ours, vdc, "static-site", "site")
  await signIn(ours)
  const at = `/${ours.slug}`

  await test.step("usage by application, component and interval", async () => {
    await page.goto(`${at}/billing/usage`)
    const usage = page.getByRole("table", { name: "Usage", exact: true })
    await usage.getByRole("button", { name: "site" }).click()
    await usage.getByRole("button", { name: /web/ }).first().click()
    const intervals = page.getByRole("dialog").getByRole("table", { name: "Intervals" })
    await expect(intervals).toContainText("goes on")
    await page.keyboard.press("Escape")
    await expect(page.getByRole("dialog")).toBeHidden()
  })
  await test.step("this period, a sentence behind every line", async () => {
    await page.goto(`${at}/billing`)
    const lines = page.getByRole("table", { name: "This period, line by line" })
    await expect(lines).toContainText("Package")
    await expect(lines).toContainText("EUR")
  })
  const number = await test.step("the provider closes the period", async () => {
    const office = await openAs(provider)
    await office.goto("/provider/periods")
    await office.getByRole("button", { name: `Close the period of ${ours.name}` }).click()
    await office.getByRole("alertdialog").getByRole("button", { name: "Close and invoice" }).click()
    const said = office.getByText(new RegExp(`Invoice .* for ${ours.name}`))
    await expect(said).toBeVisible()
    return /Invoice (\S+) for/.exec((await said.textContent()) ?? "")?.[1] ?? "no number"
  })
  await test.step("the invoice is final, numbered and prints without the portal around it", async () => {
    await page.goto(`${at}/billing/invoices`)
    await page.getByRole("link", { name: number }).click()
    await expect(page.getByRole("heading", { level: 1, name: number })).toBeVisible()
    await expect(page.getByText("Finalized", { exact: true })).toBeVisible()
    await expect(page.getByRole("table", { name: "Invoice lines" })).toContainText("Package")
    await page.emulateMedia({ media: "print" })
    await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden()
    await expect(page.getByRole("button", { name: "Print or save as PDF" })).toBeHidden()
    await expect(page.getByText(ours.name).last()).toBeVisible()
    await page.emulateMedia({ media: "screen" })
  })
  await test.step("deleting names what goes and keeps the data for a week", async () => {
    await page.goto(`${at}/vdc/${vdc.slug}/applications/site`)
    await page.getByRole("button", { name: "More actions" }).click()
    await page.getByRole("menuitem", { name: "Delete" }).click()
    const dialog = page.getByRole("alertdialog")
    await expect(dialog).toContainText("3 components")
    await expect(dialog).toContainText("Is kept in the trash for 7 days")
    await expect(dialog).toContainText("nas")
    await dialog.getByRole("textbox").fill("site")
    await dialog.getByRole("button", { name: "Delete application" }).click()
    await expect(page.getByText("No application yet")).toBeVisible({ timeout: 30_000 })
  })
  await test.step("a volume is taken back out of the trash", async () => {
    await page.goto(`${at}/vdc/${vdc.slug}/volumes?show=trash`)
    const trash = page.getByRole("table", { name: "Trash" })
    await trash.getByRole("row").filter({ hasText: "nas" }).getByRole("button", { name: "Restore" }).click()
    await expect(page.getByText("The trash is empty")).toBeVisible()
    await page.getByRole("button", { name: "In use" }).click()
    await expect(page.getByRole("table", { name: "Volumes" })).toContainText("nas")
  })
})
