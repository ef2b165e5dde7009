import type { Locator, Page } from "@playwright/test"
import { expect, test } from "./fixtures"
import { buyVdc, joinCompany } from "./rig/company"
import { inspectPage } from "./rig/inspect-page"
import { askSite } from "./rig/site"
import { until } from "./rig/until"

const board = (page: Page) => page.getByRole("region", { name: "Whiteboard" })
const shape = (page: Page, name: string) => page.locator(`.react-flow__node[data-id="${name}"]`)
const pin = (page: Page, component: string, terminal: string) =>
  shape(page, component).locator(`.react-flow__handle[data-handleid="${terminal}"]`)
const wires = (page: Page) => page.locator(".react-flow__edge")

async function middleOf(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox()
  if (!box) throw new Error("It is not on the screen.")
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** From the palette to a place on the board, with the mouse. */
async function drop(page: Page, className: string, x: number, y: number): Promise<void> {
  await page.locator(`button[data-class="${className}"]`).dragTo(page.locator(".react-flow__pane"), {
    targetPosition: { x, y },
  })
}

/** A wire from pin to pin, with the mouse. */
async function draw(page: Page, from: Locator, to: Locator, before?: () => Promise<void>): Promise<void> {
  const [start, end] = [await middleOf(from), await middleOf(to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await before?.()
  await page.mouse.up()
}

async function emptyBoard(page: Page, at: string, name: string): Promise<void> {
  await page.goto(`${at}/applications/new`)
  await page.getByRole("button", { name: "From an empty board" }).click()
  await page.getByLabel("Name", { exact: true }).fill(name)
  await page.getByRole("button", { name: "Open the whiteboard" }).click()
  await expect(page).toHaveURL(/\/board$/)
  await expect(board(page)).toBeVisible()
}

/** The site answers once the application runs; with nothing on its NAS it says so. */
const answers = (page: Page, application: string, vdc: string) =>
  until(`an answer of ${application}`, async () => {
    const answer = await askSite(page.request, application, vdc).catch(() => null)
    return answer && answer.status() < 500 ? answer.status() : undefined
  })

test("an application is drawn on an empty board with the mouse, applied, and answers", async ({
  page,
  ours,
  signIn,
}) => {
  const vdc = await buyVdc(ours, "iad")
  const at = `/${ours.slug}/vdc/${vdc.slug}`
  await signIn(ours)
  await page.setViewportSize({ width: 1600, height: 900 })
  await emptyBoard(page, at, "By hand")

  await test.step("classes are dragged from the palette", async () => {
    await drop(page, "gateway", 60, 120)
    await expect(shape(page, "gateway")).toBeVisible()
    await drop(page, "web", 330, 240)
    await drop(page, "nas", 560, 400)
    await expect(shape(page, "nas")).toBeVisible()
    await expect(board(page).getByText(/Problems/)).toBeVisible()
  })
  await test.step("wires are drawn from pin to pin; what does not fit is not drawn, and says why", async () => {
    await draw(page, pin(page, "gateway", "out"), pin(page, "web", "in"))
    await expect(wires(page)).toHaveCount(1)
    await draw(page, pin(page, "web", "db"), pin(page, "nas", "files"), () =>
      expect(page.getByText(/speaks postgres, nas\.files takes files/).first()).toBeAttached(),
    )
    await expect(wires(page)).toHaveCount(1)
    await draw(page, pin(page, "web", "content"), pin(page, "nas", "files"))
    await expect(wires(page)).toHaveCount(2)
  })
  await test.step("a gesture is undone and done again", async () => {
    await page.keyboard.press("Control+z")
    await expect(wires(page)).toHaveCount(1)
    await page.keyboard.press("Control+Shift+z")
    await expect(wires(page)).toHaveCount(2)
  })
  await test.step("a reload in the middle loses nothing", async () => {
    await expect(board(page).getByText("Saved", { exact: true })).toBeVisible()
    await page.reload()
    await expect(wires(page)).toHaveCount(2)
    await expect(shape(page, "gateway")).toBeVisible()
  })
  await test.step("the plan says what comes; applied, it is watched on the shapes", async () => {
    await board(page).getByRole("button", { name: /^Plan/ }).click()
    await expect(page.getByText("3 instances more")).toBeVisible()
    await expect(page.getByText("1 volume created")).toBeVisible()
    await page.getByLabel("Message").fill("first of all")
    await page.getByRole("button", { name: "Apply and start" }).click()
    for (const name of ["gateway", "web", "nas"])
      await expect(shape(page, name).getByText("Running")).toBeVisible({ timeout: 60_000 })
  })
  expect(await answers(page, "by-hand", vdc.slug)).toBeLessThan(500)
  await test.step("more of an array is a change of its count", async () => {
    await shape(page, "web").click()
    const count = page.getByRole("textbox", { name: "Count" })
    await count.fill("3")
    await count.press("Enter")
    await expect(shape(page, "web")).toContainText("×3")
    await board(page).getByRole("button", { name: /^Plan/ }).click()
    await expect(page.getByText("2 instances more")).toBeVisible()
    await page.getByRole("button", { name: "Apply", exact: true }).click()
    await expect(page.getByText("5 of 5 running")).toBeVisible({ timeout: 60_000 })
  })
  await inspectPage(page, "whiteboard")
  await test.step("by node, with what would become of it all if one died", async () => {
    await page.setViewportSize({ width: 1600, height: 900 })
    await page.getByRole("button", { name: "More of the board" }).click()
    await page.getByRole("menuitem", { name: "Show nodes" }).click()
    await page.getByRole("button", { name: "What if it dies?" }).first().click()
    await expect(page.getByText(/would stop, and start again elsewhere/)).toBeVisible()
    await expect(page.getByText(/starts again on iad-n/).first()).toBeVisible()
    await inspectPage(page, "whiteboard-nodes")
  })
})

/** Tab until the focus is on what `is` says of it. */
async function tabUntil(page: Page, is: (element: { text: string; of: string | null }) => boolean): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const held = await page.evaluate(() => ({
      text: (document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim(),
      of: document.activeElement?.getAttribute("data-class") ?? null,
    }))
    if (is(held)) return
    await page.keyboard.press("Tab")
  }
  throw new Error("Tab does not reach it.")
}

test("the same is drawn with the keyboard only", async ({ page, ours, signIn }) => {
  const vdc = await buyVdc(ours, "fsn")
  await signIn(ours)
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.goto(`/${ours.slug}/vdc/${vdc.slug}/applications/new?from=board`)
  await tabUntil(page, ({ text }) => text === "Skip to content")
  await page.getByLabel("Name", { exact: true }).focus()
  await page.keyboard.type("By keys")
  await page.keyboard.press("Enter")
  await expect(board(page)).toBeVisible()
  // As they come in the palette: Tab goes one way.
  for (const each of ["gateway", "nas", "web"]) {
    await tabUntil(page, ({ of }) => of === each)
    await page.keyboard.press("Enter")
    await expect(shape(page, each)).toBeVisible()
  }
  const connect = async (from: string, output: string | null, to: string) => {
    await page.keyboard.press("/")
    await expect(page.getByRole("combobox")).toBeFocused()
    await page.keyboard.type(from)
    await page.keyboard.press("Enter")
    await expect(shape(page, from)).toBeFocused()
    await page.keyboard.press("c")
    if (output) {
      await expect(page.getByRole("dialog")).toContainText("from which output?")
      await expect(page.getByRole("combobox")).toBeFocused()
      await page.keyboard.type(output)
      await page.keyboard.press("Enter")
    }
    await expect(page.getByRole("dialog")).toContainText("to which input?")
    await expect(page.getByRole("combobox")).toBeFocused()
    await page.keyboard.type(to)
    await page.keyboard.press("Enter")
    await expect(page.getByRole("dialog")).toBeHidden()
  }
  await connect("gateway", null, "web.in")
  await connect("web", "content", "nas.files")
  await expect(wires(page)).toHaveCount(2)
  await page.keyboard.press("Control+k")
  await expect(page.getByRole("combobox")).toBeFocused()
  await page.keyboard.type("board plan")
  await page.keyboard.press("Enter")
  await expect(page.getByText("3 instances more")).toBeVisible()
  await tabUntil(page, ({ text }) => text === "Apply and start")
  await page.keyboard.press("Enter")
  await expect(page.getByText("3 of 3 running")).toBeVisible({ timeout: 60_000 })
  expect(await answers(page, "by-keys", vdc.slug)).toBeLessThan(500)
})

test("two people draw the same application: each is seen, and nobody's work is lost", async ({
  page,
  shop,
  openAs,
  signIn,
}) => {
  const engineer = await joinCompany(shop.company, "engineer")
  const address = `${shop.path}/applications/${shop.application.slug}/board`
  await signIn(shop.company)
  await page.setViewportSize({ width: 1600, height: 900 })
  await page.goto(address)
  const hers = await openAs(engineer)
  await hers.setViewportSize({ width: 1600, height: 900 })
  await hers.goto(address)

  const note = async (on: Page, component: string, text: string) => {
    await shape(on, component).click()
    await on.locator("summary", { hasText: "Notes" }).click()
    await on.getByRole("textbox", { name: "Notes" }).fill(text)
  }
  await note(page, "db", "kept for the auditors")
  await expect(board(page).getByText("Saved", { exact: true })).toBeVisible()
  await expect(hers.getByText(/is drawing this too/)).toBeVisible()

  await note(hers, "web", "busy on Mondays")
  await expect(board(hers).getByText("Saved", { exact: true })).toBeVisible()
  await board(hers).getByRole("button", { name: /^Plan/ }).click()
  await hers.getByRole("button", { name: "Apply", exact: true }).click()

  await expect(page.getByText(/was applied meanwhile/)).toBeVisible()
  await page.getByRole("button", { name: "Bring my changes onto it" }).click()
  await expect(page.getByText(/was applied meanwhile/)).toBeHidden()
  await shape(page, "web").click()
  await expect(page.getByRole("textbox", { name: "Notes" })).toHaveValue("busy on Mondays")
  await shape(page, "db").click()
  await expect(page.getByRole("textbox", { name: "Notes" })).toHaveValue("kept for the auditors")
})
