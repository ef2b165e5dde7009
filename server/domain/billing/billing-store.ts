import { groupBy } from "@/lib/group-by"
import { dateOf, type Interval, intervalOf, microsOf } from "@/lib/interval"
import type { Tx } from "@/server/db"
import { sumOpenLevels, sumUsageByPart, type UsagePart } from "../metering"
import type { BillingPeriod, PeriodRule } from "./core/billing-period"
import type { CurrentLevel } from "./core/hourly-cost"
import type { BillingSnapshot, UsageSum, VdcTerms } from "./core/rating-types"
import { tariffParts } from "./core/tariff-parts"

export type BilledTenant = {
  id: string
  slug: string
  name: string
  currency: string
  timeZone: string
  billingAnchor: Date
}

const tenantFields = { id: true, slug: true, name: true, currency: true, timeZone: true, billingAnchor: true } as const

export const findTenant = (tx: Tx, id: string): Promise<BilledTenant | null> =>
  tx.tenant.findUnique({ where: { id }, select: tenantFields })

/** Newest first. */
export const findTenants = (tx: Tx, where: { id?: { lt: string } }, take: number): Promise<BilledTenant[]> =>
  tx.tenant.findMany({ where, orderBy: { id: "desc" }, take, select: tenantFields })

export const ruleOf = (tenant: BilledTenant): PeriodRule => ({
  anchor: microsOf(tenant.billingAnchor),
  timeZone: tenant.timeZone,
})

export type InvoicedPeriod = Interval & { tenantId: string; number: string | null; finalizedAt: Date | null }

/** Periods that have an invoice (void ones do not count), latest first. */
export async function findInvoiced(tx: Tx, tenantIds: readonly string[]): Promise<InvoicedPeriod[]> {
  const rows = await tx.invoice.findMany({
    where: { tenantId: { in: [...tenantIds] }, state: { not: "void" } },
    orderBy: { periodEnd: "desc" },
    select: { tenantId: true, periodStart: true, periodEnd: true, number: true, finalizedAt: true },
  })
  return rows.map(({ periodStart, periodEnd, ...row }) => ({ ...row, ...intervalOf(periodStart, periodEnd) }))
}

type TenantTerms = VdcTerms & { tenantId: string }
type VdcRow = {
  id: string
  tenantId: string
  name: string
  dataCenterId: string
  packageId: string
  activatedAt: Date | null
  closedAt: Date | null
}

/** All VDCs with what they were promised and what things cost there. Prices are immutable once valid. */
export async function findTerms(tx: Tx, tenantIds: readonly string[]): Promise<TenantTerms[]> {
  // Not findMany: it takes a list of thousands of companies apart, which costs more than reading their VDCs.
  const vdcs = await tx.$queryRaw<VdcRow[]>`
    SELECT v.id, v.tenant_id AS "tenantId", v.name, v.data_center_id AS "dataCenterId", v.package_id AS "packageId",
           v.activated_at AS "activatedAt", v.closed_at AS "closedAt"
    FROM vdc v WHERE v.tenant_id = ANY(${[...tenantIds]}::uuid[])`
  const packages = await tx.package.findMany({ include: { machineClass: { select: { name: true } } } })
  const dataCenters = await tx.dataCenter.findMany({
    select: { id: true, name: true, tariffs: { include: { rates: true }, orderBy: { validFrom: "asc" } } },
  })
  const classes = await tx.machineClass.findMany({ select: { id: true, name: true } })
  const machineClasses = new Map(classes.map(({ id, name }) => [id, name]))
  const packageOf = new Map(
    packages.map(({ id, machineClass, ...terms }) => [id, { ...terms, machineClass: machineClass.name }]),
  )
  const placeOf = new Map(
    dataCenters.map(({ id, name, tariffs }) => {
      const versions = tariffs.map((tariff) => ({ ...tariff, validFrom: microsOf(tariff.validFrom) }))
      return [id, { dataCenter: name, tariffs: versions }]
    }),
  )
  return vdcs.flatMap(({ dataCenterId, packageId, activatedAt, closedAt, ...vdc }) => {
    const terms = packageOf.get(packageId)
    const place = placeOf.get(dataCenterId)
    if (!terms || !place) return []
    const active = activatedAt && { from: microsOf(activatedAt), to: closedAt && microsOf(closedAt) }
    return [{ ...vdc, ...place, package: terms, active, machineClasses }]
  })
}

export type SnapshotRequest = { tenant: BilledTenant; period: BillingPeriod }

/**
 * Everything rating has to know, for any number of companies with the same few statements. Usage that is still open counts
 * up to the end of the billed period, be it now (preview), the closing instant (invoice) or the future (forecast).
 */
export async function loadSnapshots(
  tx: Tx,
  requests: readonly SnapshotRequest[],
  allTerms: readonly TenantTerms[],
): Promise<BillingSnapshot[]> {
  const termsOf = groupBy(allTerms, ({ tenantId }) => tenantId)
  const parts: UsagePart[] = requests.flatMap(({ tenant, period }) =>
    (termsOf.get(tenant.id) ?? []).flatMap(({ id, tariffs }) =>
      tariffParts(period.billed, tariffs).map(({ span }, part) => ({
        tenantId: tenant.id,
        vdcId: id,
        part,
        from: dateOf(span.from),
        to: dateOf(span.to),
      })),
    ),
  )
  const sums: Map<string, UsageSum[]> = groupBy(await sumUsageByPart(tx, parts), ({ vdcId }) => vdcId)
  return requests.map(({ tenant, period }) => ({
    currency: tenant.currency,
    timeZone: tenant.timeZone,
    period,
    vdcs: (termsOf.get(tenant.id) ?? []).map((terms) => ({ terms, sums: sums.get(terms.id) ?? [] })),
  }))
}

/** VDC id → what is open there now. */
export async function findCurrentLevels(tx: Tx, tenantIds: readonly string[]): Promise<Map<string, CurrentLevel[]>> {
  return groupBy(await sumOpenLevels(tx, tenantIds), ({ vdcId }) => vdcId)
}
