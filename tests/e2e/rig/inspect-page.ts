import AxeBuilder from "@axe-core/playwright"
import { expect, type Page } from "@playwright/test"

/** Full-page pictures go here, for people to look at: `E2E_SCREENSHOTS=test-results/pages npm test -- e2e`. */
const pictures = process.env.E2E_SCREENSHOTS
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // No page has frames of others, so results need no page of their own to be put together in.
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ["violations"] })
    // Messages come and go in the middle of a look, and have no contrast while they fade.
    .exclude("[data-sonner-toaster]")
  const { violations: found } = await (rules ? axe.withRules(rules) : axe).analyze()
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`).join("\n")}`,
    )
}

/** How far the page can be scrolled sideways, and the first element that sticks out. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return null
    const wide = [...document.body.querySelectorAll("*")].find((each) => each.getBoundingClientRect().right > width + 1)
    return `${document.documentElement.scrollWidth} px, by ${wide?.outerHTML.slice(0, 200)}`
  })

const settled = async (page: Page) => {
  await expect(page.getByRole("heading").first()).toBeVisible()
  await expect(page.locator(".appear-late")).toHaveCount(0)
}

/** Nothing serious for axe in light and dark, nothing that sticks out on a phone. The page stays open. */
export async function inspectPage(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" })
  await settled(page)
  expect.soft(await violations(page), `${name}, light`).toEqual([])
  const picture = async (kind: string) => {
    if (pictures)
      await page.screenshot({ path: `${pictures}/${name}.${kind}.png`, fullPage: true, animations: "disabled" })
  }
  await picture("light")
  await page.emulateMedia({ colorScheme: "dark" })
  await expect(page.locator("html")).toHaveClass(/dark/)
  // Only colours differ.
  expect.soft(await violations(page, ["color-contrast"]), `${name}, dark`).toEqual([])
  await picture("dark")
  await page.emulateMedia({ colorScheme: "light" })
  await page.setViewportSize(phone)
  await expect.soft.poll(() => overflow(page), `${name} at ${phone.width} px`).toBeNull()
  await picture("phone")
  await page.setViewportSize(desktop)
}
