import { TRPCClientError } from "@trpc/client"
import { expect, test } from "./fixtures"
import { joinCompany } from "./rig/company"

test("another company's addresses lead nowhere", async ({ page, shop, theirs, signIn }) => {
  await signIn(theirs)
  const foreign = [shop.path, `${shop.path}/applications/guestbook`, `/${shop.company.slug}/billing`]
  for (const address of foreign) {
    await page.goto(address)
    await expect(page.getByText(`There is no company “${shop.company.slug}” that you belong to`)).toBeVisible()
  }
  await page.goto(`/${theirs.slug}/vdc/${shop.vdc.id}`)
  await expect(page.getByText(/^There is no data center/)).toBeVisible()
  await page.goto(`/${theirs.slug}/billing/invoices/${shop.vdc.id}`)
  await expect(page.getByText(/[Tt]here is no (such )?invoice/)).toBeVisible()
  await page.goto("/provider/nodes")
  await expect(page.getByText("These pages are for the provider's staff")).toBeVisible()
  await expect(page.getByText(shop.company.name)).toHaveCount(0)
})

test("a viewer sees everything and can break nothing", async ({ page, shop, signIn }) => {
  const viewer = await joinCompany(shop.company, "viewer")
  await signIn(viewer)
  await page.goto(`${shop.path}/applications/${shop.application.slug}`)
  await expect(page.getByRole("table", { name: "Components" })).toContainText("web[0]")
  for (const name of ["Stop", "Start", "More actions"])
    await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0)
  await page.getByRole("button", { name: "Actions for web[0]" }).click()
  await expect(page.getByRole("menuitem")).toHaveText(["Logs"])
  await page.keyboard.press("Escape")

  await page.goto(`/${shop.company.slug}/vdc/new`)
  await expect(page.getByText("Your role may not buy a data center")).toBeVisible()
  await page.goto(`${shop.path}/applications/new?template=scalable-web`)
  await expect(page.getByText("Your role may not create an application")).toBeVisible()
  await expect(page.getByRole("button", { name: "Create and start" })).toHaveCount(0)

  const { id: tenantId } = shop.company
  const refused = await viewer.api.applications.stop
    .mutate({ tenantId, applicationId: shop.application.id })
    .then(() => null)
    .catch((error: unknown) => (error instanceof TRPCClientError ? error.message : String(error)))
  expect(refused).toMatch(/role/i)
})
