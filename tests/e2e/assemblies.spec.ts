import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures"
import { inspectPage } from "./rig/inspect-page"
import { askSite } from "./rig/site"
import { until } from "./rig/until"

const board = (page: Page) => page.getByRole("region", { name: "Whiteboard" })
const shape = (page: Page, name: string) => page.locator(`.react-flow__node[data-id="${name}"]`)

test("shapes become an assembly that runs, is looked into, set and drawn again", async ({ page, shop, signIn }) => {
  const { application, vdc, path, company } = shop
  await signIn(company)
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.goto(`${path}/applications/${application.slug}/board`)
  const dialog = page.getByRole("dialog")

  await test.step("balancer and web servers are made into one shape", async () => {
    await shape(page, "balancer").click()
    await shape(page, "web").click({ modifiers: ["Shift"] })
    await page.keyboard.press("Control+g")
    await expect(dialog).toContainText("2 shapes become one, wired as now: balancer, web.")
    await expect(dialog).toContainText("in (balancer.in)")
    await dialog.getByLabel("Title").fill("Web tier")
    await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("web-tier")
    await dialog.getByLabel("Name", { exact: true }).fill("web")
    await dialog.getByRole("button", { name: "Make it" }).click()
    await expect(dialog).toContainText("web is a class of the global catalog")
    await dialog.getByLabel("Name", { exact: true }).fill("web-tier")
    await dialog.getByLabel("Number of web").check()
    await inspectPage(page, "assembly-dialog")
    await dialog.getByRole("button", { name: "Make it" }).click()
    await expect(dialog).toBeHidden()
    await expect(shape(page, "webtier")).toContainText("web-tier@1")
    await expect(shape(page, "web")).toHaveCount(0)
  })

  await test.step("undo takes it back, and redo draws it again", async () => {
    await page.keyboard.press("Control+z")
    await expect(shape(page, "web")).toBeVisible()
    await page.keyboard.press("Control+y")
    await expect(shape(page, "webtier")).toBeVisible()
  })

  await test.step("applied it runs what was drawn before", async () => {
    await board(page).getByRole("button", { name: /^Plan/ }).click()
    await expect(page.getByText(/3 instances more/)).toBeVisible()
    await page.getByRole("button", { name: "Apply", exact: true }).click()
    await expect(page.getByText("6 of 6 running")).toBeVisible({ timeout: 90_000 })
    await expect(shape(page, "webtier").getByText("Running 3/3")).toBeVisible()
    await until("an answer", async () => {
      const answer = await askSite(page.request, application.slug, vdc.slug).catch(() => null)
      return answer?.ok() ? true : undefined
    })
  })

  await test.step("its value goes inside: one more web server", async () => {
    await shape(page, "webtier").click()
    await page.getByLabel("Number of web").fill("3")
    await board(page).getByRole("button", { name: /^Plan/ }).click()
    await expect(page.getByText(/1 instance more/)).toBeVisible()
    await page.getByRole("button", { name: "Apply", exact: true }).click()
    await expect(page.getByText("7 of 7 running")).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText("webtier.web[2]", { exact: true })).toBeVisible()
  })

  await test.step("one can look inside, live", async () => {
    await page.getByRole("button", { name: "Look inside" }).click()
    await expect(dialog).toContainText("web-tier@1")
    await expect(dialog.locator('.react-flow__node[data-id="balancer"]')).toContainText("Running")
    await expect(dialog.locator('.react-flow__node[data-id="web"]')).toContainText("×3")
    await inspectPage(page, "assembly-inside")
    await page.keyboard.press("Escape")
  })

  await test.step("it is in the palette and the catalog, which say who uses it", async () => {
    await expect(page.locator('button[data-class="web-tier"]')).toBeVisible()
    await page.goto(`/${company.slug}/catalog/classes/web-tier`)
    await expect(page.getByRole("table", { name: "Used by" })).toContainText("web-tier@1")
    await expect(page.locator('.react-flow__node[data-id="balancer"]')).toBeVisible()
    await inspectPage(page, "assembly-class")
    await page.getByRole("button", { name: "Retire" }).click()
    await expect(page.getByText("it is offered no longer")).toBeVisible()
    await page.getByRole("button", { name: "Offer it again" }).click()
    await expect(page.getByText("it is offered no longer")).toBeHidden()
  })

  await test.step("taken apart it is its components again", async () => {
    await page.goto(`${path}/applications/${application.slug}/board`)
    await shape(page, "webtier").click()
    await page.getByRole("button", { name: "Take apart" }).click()
    await expect(shape(page, "web")).toContainText("×3")
    await expect(shape(page, "balancer")).toBeVisible()
    await expect(shape(page, "webtier")).toHaveCount(0)
  })
})
