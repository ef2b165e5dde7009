import type { z } from "zod"
import { groupBy } from "@/lib/group-by"
import { dateOf, microsOf } from "@/lib/interval"
import type { PeriodOut } from "@/lib/schemas/billing"
import type { ProviderScope } from "../access"
import type { Deps } from "../deps"
import { type Page, type PageRequest, pageQuery, toPage } from "../page"
import {
  type BilledTenant,
  findInvoiced,
  findTenant,
  findTenants,
  findTerms,
  loadSnapshots,
  ruleOf,
} from "./billing-store"
import { openPeriod } from "./core/billing-period"
import { ratePeriod } from "./core/rate-period"
import { findAllInvoices, type InvoiceRow } from "./invoice-store"
import { upTo } from "./preview-period"

type Period = z.infer<typeof PeriodOut>
export type PeriodsInput = PageRequest & { state: "open" | "closed"; tenantId?: string | undefined }

export const closedPeriod = (tenant: { id: string; name: string }, invoice: InvoiceRow): Period => ({
  tenantId: tenant.id,
  tenant: tenant.name,
  periodStart: invoice.periodStart.toISOString(),
  periodEnd: invoice.periodEnd.toISOString(),
  state: "closed",
  invoiceId: invoice.id,
  invoiceNumber: invoice.number,
  totalMinor: invoice.totalMinor.toString(),
  currency: invoice.currency,
})

/** Open: each company's current period with what it would be billed now. Closed: the invoices, newest first. */
export async function listPeriods(deps: Deps, _scope: ProviderScope, input: PeriodsInput): Promise<Page<Period>> {
  if (input.state === "closed") {
    const rows = await findAllInvoices(deps.providerDb, input.tenantId, input)
    return toPage(rows, input.limit, (row) => closedPeriod({ id: row.tenantId, name: row.tenant.name }, row))
  }
  const { take, ...before } = pageQuery(input)
  const one = input.tenantId === undefined ? null : await findTenant(deps.providerDb, input.tenantId)
  const tenants = input.tenantId === undefined ? await findTenants(deps.providerDb, before, take) : one ? [one] : []
  const costs = await openPeriods(deps, tenants.slice(0, input.limit))
  const { items, nextCursor } = toPage(tenants, input.limit, ({ id }) => costs.get(id))
  return { items: items.filter((item) => item !== undefined), nextCursor }
}

async function openPeriods(deps: Deps, tenants: readonly BilledTenant[]): Promise<Map<string, Period>> {
  const now = microsOf(deps.clock.now())
  const ids = tenants.map(({ id }) => id)
  const invoiced = groupBy(await findInvoiced(deps.providerDb, ids), ({ tenantId }) => tenantId)
  const requests = tenants.flatMap((tenant) => {
    const period = openPeriod(ruleOf(tenant), now, invoiced.get(tenant.id) ?? [])
    return period ? [{ tenant, period: upTo(period, now), end: period.billed.to }] : []
  })
  const snapshots = await loadSnapshots(deps.providerDb, requests, await findTerms(deps.providerDb, ids))
  return new Map(
    requests.flatMap(({ tenant, period, end }, index) => {
      const snapshot = snapshots[index]
      if (!snapshot) return []
      const row: Period = {
        tenantId: tenant.id,
        tenant: tenant.name,
        periodStart: dateOf(period.billed.from).toISOString(),
        periodEnd: dateOf(end).toISOString(),
        state: "open",
        invoiceId: null,
        invoiceNumber: null,
        totalMinor: ratePeriod(snapshot).totalMinor.toString(),
        currency: tenant.currency,
      }
      return [[tenant.id, row] as const]
    }),
  )
}
