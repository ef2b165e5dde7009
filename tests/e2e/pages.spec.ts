import type { Page } from "@playwright/test"
import { expect, type Shop, test } from "./fixtures"
import { inspectPage } from "./rig/inspect-page"

// Seventeen pages in a test, three looks at each.
test.describe.configure({ timeout: 300_000 })
// A trace of so many pages takes longer than looking at them, and a failure names its page anyway.
test.use({ trace: "off" })

/** Every page has one of these in its name; `name` is also what its picture is called. */
type Address = [name: string, path: string]

async function inspectAll(page: Page, addresses: readonly Address[]): Promise<void> {
  for (const [name, path] of addresses) {
    await test.step(name, async () => {
      await page.goto(path)
      await inspectPage(page, name)
    })
  }
}

test("anybody's pages", async ({ page }) => {
  await inspectAll(page, [
    ["landing", "/"],
    ["sign-in", "/sign-in"],
    ["sign-up", "/sign-up"],
    ["forgot", "/forgot"],
    ["reset-bad-link", "/reset?token=none"],
    ["verify-bad-link", "/verify?token=none"],
    ["invitation-bad-link", "/invitation?token=none"],
    ["mailbox", "/dev/mailbox"],
  ])
})

test("a new company's pages", async ({ page, ours, signIn }) => {
  await signIn(ours)
  const at = `/${ours.slug}`
  await inspectAll(page, [
    ["empty-overview", at],
    ["empty-vdcs", `${at}/vdc`],
    ["buy-vdc", `${at}/vdc/new`],
    ["empty-billing", `${at}/billing`],
    ["empty-usage", `${at}/billing/usage`],
    ["empty-invoices", `${at}/billing/invoices`],
    ["empty-activity", `${at}/activity`],
    ["not-found", `${at}/nowhere`],
  ])
})

test("a company's pages", async ({ page, shop, signIn }) => {
  await signIn(shop.company)
  const at = `/${shop.company.slug}`
  await inspectAll(page, [
    ["overview", at],
    ["catalog", `${at}/catalog`],
    ["template", `${at}/catalog/templates/scalable-web`],
    ["class", `${at}/catalog/classes/web`],
    ["activity", `${at}/activity`],
    ["billing", `${at}/billing`],
    ["usage", `${at}/billing/usage`],
    ["usage-by-component", `${at}/billing/usage?by=component`],
    ["settings", `${at}/settings`],
    ["settings-keys", `${at}/settings/api-keys`],
    ["settings-audit", `${at}/settings/audit`],
    ["settings-account", `${at}/settings/security`],
    ["vdcs", `${at}/vdc`],
  ])
})

const contentVolume = async ({ company, application }: Shop) => {
  const { items } = await company.api.volumes.list.query({ tenantId: company.id, applicationId: application.id })
  return items.find(({ browsable }) => browsable)?.id ?? "none"
}

test("a data center's and an application's pages", async ({ page, shop, signIn }) => {
  await signIn(shop.company)
  const app = `${shop.path}/applications/${shop.application.slug}`
  await inspectAll(page, [
    ["vdc", shop.path],
    ["vdc-applications", `${shop.path}/applications`],
    ["new-application", `${shop.path}/applications/new`],
    ["new-application-sizes", `${shop.path}/applications/new?template=scalable-web`],
    ["new-application-descriptor", `${shop.path}/applications/new?from=descriptor`],
    ["vdc-nodes", `${shop.path}/nodes`],
    ["vdc-volumes", `${shop.path}/volumes`],
    ["vdc-trash", `${shop.path}/volumes?show=trash`],
    ["vdc-snapshots", `${shop.path}/snapshots`],
    ["vdc-events", `${shop.path}/events`],
    ["application", app],
    ["application-drawing", `${app}/drawing`],
    ["application-descriptor", `${app}/descriptor`],
    ["application-logs", `${app}/logs`],
    ["application-console", `${app}/console`],
    ["application-volumes", `${app}/volumes`],
    ["application-snapshots", `${app}/snapshots`],
    ["application-cost", `${app}/cost`],
    ["application-events", `${app}/events`],
    ["application-operations", `${app}/operations`],
    ["volume", `${shop.path}/volumes/${await contentVolume(shop)}`],
    ["unknown-vdc", `/${shop.company.slug}/vdc/nowhere`],
  ])
})

test("the provider's pages", async ({ page, shop, provider, signIn }) => {
  await signIn(provider)
  const { items } = await shop.company.api.operations.list.query({ tenantId: shop.company.id })
  await inspectAll(page, [
    ["provider", "/provider"],
    ["provider-partners", "/provider/partners"],
    ["provider-data-centers", "/provider/data-centers"],
    ["provider-data-center", "/provider/data-centers/ams"],
    ["provider-connect-cluster", "/provider/data-centers/connect"],
    ["provider-packages", "/provider/packages"],
    ["provider-nodes", "/provider/nodes"],
    ["provider-node-orders", "/provider/node-orders"],
    ["provider-tenants", "/provider/tenants"],
    ["provider-operations", "/provider/operations"],
    ["provider-operation", `/provider/operations/${items[0]?.id}`],
    ["provider-periods", "/provider/periods"],
    ["provider-audit", "/provider/audit"],
  ])
  expect(items.length).toBeGreaterThan(0)
})
