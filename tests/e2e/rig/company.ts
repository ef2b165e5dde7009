import { randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { dataDir } from "./addresses"
import { mailedLink } from "./mailbox"
import { type PortalApi, portalApi } from "./portal-api"
import { type Session, signInByRequest } from "./session"
import { until } from "./until"

export const password = "correct horse staple battery"

export type Person = { email: string; api: PortalApi; session: Session }
/** A company with its owner. */
export type Company = Person & { id: string; slug: string; name: string }

/** Different in every run: the portal under test may be one that has been used before. */
export const fresh = (word: string): string => `${word}-${randomUUID().slice(0, 8)}`

async function personOf(email: string, secret: string): Promise<Person> {
  const session = await signInByRequest(email, secret)
  return { email, session, api: portalApi(session.headers) }
}

/** Signs a new company up, as its owner would in the form and the mail. */
export async function foundCompany(word: string): Promise<Company> {
  const name = fresh(word)
  const email = `${name}@company.example`.toLowerCase()
  const anybody = portalApi()
  await anybody.identity.signUp.mutate({ company: name, name: `Owner of ${word}`, email, password })
  const link = await mailedLink(email, "/verify")
  await anybody.identity.verifyEmail.mutate({ token: link.searchParams.get("token") ?? "" })
  const person = await personOf(email, password)
  const me = await person.api.me.get.query()
  const tenant = me.tenants[0]
  if (!tenant) throw new Error(`${email} has no company after signing up.`)
  return { ...person, id: tenant.id, slug: tenant.slug, name: tenant.name }
}

/** A new person with a role in the company. */
export async function joinCompany(company: Company, role: "viewer" | "engineer" | "billing"): Promise<Person> {
  const email = `${fresh(role)}@company.example`
  await company.api.invitations.create.mutate({ tenantId: company.id, email, role })
  const link = await mailedLink(email, "/invitation")
  const token = link.searchParams.get("token") ?? ""
  await portalApi().invitations.accept.mutate({ token, name: `A ${role}`, password })
  return personOf(email, password)
}

type Credentials = { provider: { email: string; password: string } }

export async function providerStaff(): Promise<Person> {
  const written = JSON.parse(await readFile(join(dataDir(), "credentials.json"), "utf8")) as Credentials
  return personOf(written.provider.email, written.provider.password)
}

export type Vdc = { id: string; slug: string }

/** A site that many specs have bought from may be sold out: the provider brings what a VDC needs. */
async function ensureInventory(dataCenter: string, nodes: number): Promise<void> {
  const { items } = await portalApi().dataCenters.list.query()
  const site = items.find(({ slug }) => slug === dataCenter)
  if (!site) throw new Error(`There is no data center ${dataCenter}.`)
  if (site.free.some((free) => free.machineClass === "small" && free.nodes >= nodes)) return
  const { api } = await providerStaff()
  // Whoever waits already is served first.
  const orders = await api.provider.nodeOrders.list.query({ state: "open" })
  for (const order of orders.items)
    if (order.dataCenter.id === site.id && order.machineClass.slug === "small")
      await api.provider.nodeOrders.fulfil.mutate({ nodeOrderId: order.id })
  await api.provider.nodes.add.mutate({ dataCenterId: site.id, machineClass: "small", count: nodes })
}

/** Two nodes in `dataCenter`, active. */
export async function buyVdc(company: Company, dataCenter = "ams"): Promise<Vdc> {
  await ensureInventory(dataCenter, 2)
  const name = fresh("v")
  const target = { tenantId: company.id, name, slug: name, dataCenter, package: "starter" }
  const { subject } = await company.api.vdcs.create.mutate(target)
  return until(`active VDC ${name}`, async () => {
    const vdc = await company.api.vdcs.get.query({ tenantId: company.id, vdcId: subject.id })
    return vdc.state === "active" ? { id: vdc.id, slug: vdc.slug } : undefined
  })
}

/**
 * Stops what it runs: it would take the machine from the tests that come after. What is being worked on is left alone. Its owner signs in
 * anew: a test may have ended all sessions.
 */
export async function stopApplications({ email, id: tenantId }: Company): Promise<void> {
  const { api } = await personOf(email, password)
  const { items } = await api.applications.list.query({ tenantId, limit: 100 })
  for (const { id: applicationId, wanted } of items) {
    const { operation } = await api.applications.get.query({ tenantId, applicationId })
    if (wanted === "running" && !operation) await api.applications.stop.mutate({ tenantId, applicationId })
  }
}

export type Application = { id: string; slug: string }

/** From the template, running. */
export async function runApplication(company: Company, vdc: Vdc, template: string, name: string): Promise<Application> {
  const target = { tenantId: company.id, vdcId: vdc.id, template, name, title: name }
  const { subject } = await company.api.applications.create.mutate(target)
  return until(
    `running application ${name}`,
    async () => {
      const application = await company.api.applications.get.query({ tenantId: company.id, applicationId: subject.id })
      return application.state === "running" ? { id: application.id, slug: application.slug } : undefined
    },
    60,
  )
}
