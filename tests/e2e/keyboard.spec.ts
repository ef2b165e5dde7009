import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures"

/** Presses Tab until `name` has the focus; the number of presses. */
async function tabTo(page: Page, name: string, most = 40): Promise<number> {
  for (let presses = 1; presses <= most; presses++) {
    await page.keyboard.press("Tab")
    const text = await page.evaluate(() => {
      const held = document.activeElement
      return (held?.getAttribute("aria-label") ?? held?.textContent ?? "").trim()
    })
    if (text === name) return presses
  }
  throw new Error(`${most} presses of Tab do not reach “${name}”.`)
}

test("everything is done without a mouse", async ({ page, shop, signIn }) => {
  await signIn(shop.company)
  await page.goto(`${shop.path}/applications/${shop.application.slug}`)
  await expect(page.getByRole("button", { name: "Stop", exact: true })).toBeVisible()
  await test.step("the first stop skips the navigation, the acts come soon after", async () => {
    await page.keyboard.press("Tab")
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused()
    await page.keyboard.press("Enter")
    expect(await tabTo(page, "Stop")).toBeLessThanOrEqual(6)
  })
  await test.step("a dialog asks, Escape closes it, the focus is back where it was", async () => {
    await page.keyboard.press("Enter")
    await expect(page.getByRole("alertdialog")).toBeVisible()
    await expect(page.getByRole("button", { name: "Keep running" })).toBeFocused()
    await page.keyboard.press("Escape")
    await expect(page.getByRole("alertdialog")).toBeHidden()
    await expect(page.getByRole("button", { name: "Stop", exact: true })).toBeFocused()
  })
  await test.step("Ctrl-K finds, Escape closes", async () => {
    await page.keyboard.press("Control+k")
    await expect(page.getByRole("dialog")).toBeVisible()
    await page.keyboard.press("Escape")
    await expect(page.getByRole("dialog")).toBeHidden()
  })
  await test.step("? shows the shortcuts, g and a letter go places", async () => {
    await page.keyboard.press("?")
    await expect(page.getByRole("dialog")).toBeVisible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(page).toHaveURL(`/${shop.company.slug}/billing`)
  })
})

test("buying reaches its button by keyboard", async ({ page, ours, signIn }) => {
  await signIn(ours)
  await page.goto(`/${ours.slug}/vdc/new`)
  await expect(page.getByRole("button", { name: /^Buy for/ })).toBeVisible()
  await page.getByRole("radio", { name: /\bStarter/ }).focus()
  await page.keyboard.press("ArrowRight")
  await expect(page.getByRole("button", { name: "Buy for 199.00 EUR per month" })).toBeVisible()
  expect(await tabTo(page, "Buy for 199.00 EUR per month")).toBeLessThanOrEqual(5)
})
