import { dateOf, earlierOf, microsOf } from "@/lib/interval"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import {
  type BilledTenant,
  findCurrentLevels,
  findInvoiced,
  findTenant,
  findTerms,
  loadSnapshots,
  ruleOf,
} from "./billing-store"
import { type BillingPeriod, openPeriod } from "./core/billing-period"
import { hourlyMicros } from "./core/hourly-cost"
import { type Rated, ratePeriod } from "./core/rate-period"
import { toRatedLineOut } from "./to-invoice-out"

/** The part of `period` that has happened by `at`. */
export const upTo = ({ whole, billed }: BillingPeriod, at: bigint): BillingPeriod => ({
  whole,
  billed: { from: billed.from, to: earlierOf(billed.to, at) },
})

export async function openPeriodOf(tx: Tx, tenant: BilledTenant, at: bigint): Promise<BillingPeriod> {
  const period = openPeriod(ruleOf(tenant), at, await findInvoiced(tx, [tenant.id]))
  if (!period) throw new DomainError("conflict", "This moment is on an invoice already. Look at the invoices.")
  return period
}

type Costs = { tenant: BilledTenant; period: BillingPeriod; rated: Rated; forecast: Rated; hourlyMicros: bigint }

/** What the period costs so far, what it will cost if everything goes on as it is, and what runs now costs per hour. */
async function costsAt(tx: Tx, tenantId: string, at: bigint): Promise<Costs> {
  const tenant = await findTenant(tx, tenantId)
  if (!tenant) throw notFound("company")
  const period = await openPeriodOf(tx, tenant, at)
  const terms = await findTerms(tx, [tenantId])
  const [soFar] = await loadSnapshots(tx, [{ tenant, period: upTo(period, at) }], terms)
  const [whole] = await loadSnapshots(tx, [{ tenant, period }], terms)
  if (!soFar || !whole) throw new Error("a snapshot was asked for and not made")
  const levels = await findCurrentLevels(tx, [tenantId])
  const hourly = terms.reduce((sum, vdc) => sum + hourlyMicros(vdc, levels.get(vdc.id) ?? [], at), 0n)
  return { tenant, period, rated: ratePeriod(soFar), forecast: ratePeriod(whole), hourlyMicros: hourly }
}

/** What the invoice would say if the period closed now. */
export async function previewPeriod(deps: Deps, scope: TenantScope) {
  const now = deps.clock.now()
  const { tenant, period, rated, forecast, hourlyMicros } = await inTenant(deps.db, scope, (tx) =>
    costsAt(tx, scope.tenantId, microsOf(now)),
  )
  return {
    currency: tenant.currency,
    timeZone: tenant.timeZone,
    periodStart: dateOf(period.billed.from).toISOString(),
    periodEnd: dateOf(period.billed.to).toISOString(),
    asOf: now.toISOString(),
    totalMinor: rated.totalMinor.toString(),
    forecastMinor: forecast.totalMinor.toString(),
    hourlyMicros: hourlyMicros.toString(),
    lines: rated.lines.map(toRatedLineOut),
  }
}
