import { test as base, type Page } from "@playwright/test"
import {
  type Application,
  buyVdc,
  type Company,
  foundCompany,
  type Person,
  providerStaff,
  runApplication,
  stopApplications,
  type Vdc,
} from "./rig/company"

export { expect } from "@playwright/test"

export type Shop = { company: Company; vdc: Vdc; application: Application; path: string }

type PerWorker = {
  /** A company with two nodes and a running guestbook. */
  shop: Shop
  /** A company that has nothing to do with ours. */
  stranger: Company
  provider: Person
}
type PerTest = {
  ours: Company
  theirs: Company
  /** Signs the page's browser in without the form. */
  signIn: (person: Person) => Promise<void>
  /** A page in a browser of its own, signed in. */
  openAs: (person: Person) => Promise<Page>
}

export const test = base.extend<PerTest, PerWorker>({
  shop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures needed from this pattern
    async ({}, use) => {
      const company = await foundCompany("shop")
      const vdc = await buyVdc(company)
      const application = await runApplication(company, vdc, "scalable-web", "guestbook")
      await use({ company, vdc, application, path: `/${company.slug}/vdc/${vdc.slug}` })
      await stopApplications(company)
    },
    { scope: "worker", timeout: 120_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: see above
  stranger: [async ({}, use) => use(await foundCompany("stranger")), { scope: "worker" }],
  // biome-ignore lint/correctness/noEmptyPattern: see above
  provider: [async ({}, use) => use(await providerStaff()), { scope: "worker" }],
  // biome-ignore lint/correctness/noEmptyPattern: see above
  ours: async ({}, use) => {
    const company = await foundCompany("ours")
    await use(company)
    await stopApplications(company)
  },
  theirs: async ({ stranger }, use) => use(stranger),
  signIn: async ({ context }, use) => use(async ({ session }) => context.addCookies(session.cookies)),
  openAs: async ({ browser, baseURL }, use) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = []
    await use(async ({ session }) => {
      const context = await browser.newContext({ baseURL })
      contexts.push(context)
      await context.addCookies(session.cookies)
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})
