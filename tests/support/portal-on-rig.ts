import http from "node:http"
import { buffer } from "node:stream/consumers"
import type { Rig } from "../../scripts/rig/rig"
import { siteUrl } from "../e2e/rig/addresses"
import { type Company, foundCompany, fresh, type Person, providerStaff, type Vdc } from "../e2e/rig/company"
import { until } from "../e2e/rig/until"
import type { PortalPlace } from "./running-portal"
import type { TestRig } from "./test-rig"

/** Points the helpers of the browser tests at the Gridline that has the rig's images. */
export const pointAtRigsPortal = ({ portal }: Pick<TestRig, "portal">): void => pointAtPortal(portal)

export function pointAtPortal({ portalUrl, edgeUrl, dataDir }: PortalPlace): void {
  process.env.E2E_PORTAL_URL = portalUrl
  process.env.E2E_EDGE_URL = edgeUrl
  process.env.E2E_DATA_DIR = dataDir
}

export type Answer = { status: number; text: string }

/** Asks an application as a visitor's browser does. `fetch` sends no host name but its own. */
export function visit(
  application: string,
  vdc: string,
  path: string,
  form?: URLSearchParams,
  encoding: BufferEncoding = "utf8",
): Promise<Answer> {
  const edge = new URL(process.env.E2E_EDGE_URL ?? "")
  const headers = {
    host: new URL(siteUrl(application, vdc)).host,
    ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
  }
  const options = { host: "127.0.0.1", port: edge.port, path: `/${path}`, method: form ? "POST" : "GET", headers }
  return new Promise((resolve, reject) => {
    const call = http.request({ ...options, timeout: 3_000 }, (answer) => {
      buffer(answer).then((body) => resolve({ status: answer.statusCode ?? 0, text: body.toString(encoding) }), reject)
    })
    call.once("timeout", () => call.destroy(new Error("no answer within 3 s")))
    call.once("error", reject)
    call.end(form?.toString())
  })
}

type Offer = Parameters<Person["api"]["provider"]["packages"]["create"]["mutate"]>[0]
export type Connected = { provider: Person; clusterId: string; dataCenter: string; package: string; offer: Offer }

/** What a provider does with a partner's cluster: try it with its token, connect it, offer its members as a package. */
export async function connectRig(rig: Rig, name: string, nodes: number): Promise<Connected> {
  const provider = await providerStaff()
  const { clusters, packages } = provider.api.provider
  const file = await rig.read()
  const plan = file?.dataCenters.find((candidate) => candidate.name === name)
  if (!plan) throw new Error(`the rig has no ${name}`)
  const { redfish } = plan
  const identity = await clusters.prepare.mutate({})
  const connection = {
    identityId: identity.id,
    addresses: plan.addresses,
    fingerprint: plan.fingerprint,
    storagePool: plan.storagePool,
    uplink: plan.uplink,
    power: {
      url: redfish.url,
      user: redfish.user,
      password: redfish.password,
      certificate: redfish.certificate,
    },
  }
  const report = await clusters.probe.mutate({ ...connection, token: await rig.token(name) })
  const blocking = report.problems.filter((problem) => problem.blocking)
  if (blocking.length > 0) throw new Error(blocking.map((problem) => problem.message).join("\n"))
  const cluster = await clusters.connect.mutate({
    ...connection,
    newPartner: { name: fresh(`Partner of ${name}`), country: "NL" },
    name: fresh(`Rig ${name}`),
    city: "Utrecht",
    country: "NL",
    latitude: 52.09,
    longitude: 5.12,
    pricesOf: "ams",
  })
  const { items } = await clusters.members.query({ clusterId: cluster.id })
  const offer = {
    name: fresh(`${nodes} members of ${name}`),
    summary: "As many members as were asked for.",
    machineClass: items[0]?.machineClass.slug ?? "",
    nodes,
    currency: "EUR",
    monthlyPriceMinor: "9900",
    includedVolumeGib: 10,
    includedTransferGib: 10,
  }
  const { slug } = await packages.create.mutate(offer)
  return { provider, clusterId: cluster.id, dataCenter: cluster.dataCenter.slug, package: slug, offer }
}

export type Customer = { company: Company; vdc: Vdc }

/** A new company with an active VDC on the connected cluster. */
export async function buyOnRig(connected: Connected, word: string, packageSlug: string): Promise<Customer> {
  const company = await foundCompany(word)
  const order = { tenantId: company.id, name: word, dataCenter: connected.dataCenter, package: packageSlug }
  const { subject } = await company.api.vdcs.create.mutate(order)
  const vdc = await until("active VDC", async () => {
    const found = await company.api.vdcs.get.query({ tenantId: company.id, vdcId: subject.id })
    return found.state === "active" ? { id: found.id, slug: found.slug } : undefined
  })
  return { company, vdc }
}

/** Everything of the customer's goes, and the cluster is nobody's any more: another test may connect it. */
export async function leaveRig(connected: Connected, { company, vdc }: Customer): Promise<void> {
  const { api, id: tenantId } = company
  const target = { tenantId, vdcId: vdc.id }
  for (const { id } of (await api.applications.list.query(target)).items)
    await api.applications.delete.mutate({ tenantId, applicationId: id })
  await until("end of its applications", async () => {
    const { items } = await api.applications.list.query(target)
    return items.length === 0 || undefined
  })
  await api.vdcs.delete.mutate(target)
  await until("closed VDC", async () => (await api.vdcs.get.query(target)).state === "closed" || undefined)
  await connected.provider.api.provider.clusters.disconnect.mutate({ clusterId: connected.clusterId })
}
