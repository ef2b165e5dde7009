import { dateOf, microsOf } from "@/lib/interval"
import { systemScope } from "../access"
import type { Deps } from "../deps"
import { lockBillingPeriod } from "../metering"
import { findInvoiced, findTenant, findTenants, findTerms, ruleOf } from "./billing-store"
import { invoicePeriod } from "./close-period"
import { openPeriod } from "./core/billing-period"

/**
 * Invoices whole periods that have ended, oldest first, one transaction each; for the worker's billing loop. Companies that
 * never had a VDC are passed over. Returns how many invoices were made: fewer than `limit` means nothing more is due.
 */
export async function closeDuePeriods(deps: Deps, limit: number): Promise<number> {
  const now = deps.clock.now()
  let made = 0
  for (const { id } of await findTenants(deps.providerDb, {}, 100_000)) {
    while (made < limit && (await closeOldest(deps, id, now))) made += 1
    if (made >= limit) break
  }
  return made
}

const closeOldest = (deps: Deps, tenantId: string, now: Date): Promise<boolean> =>
  deps.providerDb.$transaction(
    async (tx) => {
      await lockBillingPeriod(tx, tenantId)
      const tenant = await findTenant(tx, tenantId)
      const activations = (await findTerms(tx, [tenantId])).flatMap(({ active }) => (active ? [active.from] : []))
      const first = activations.sort((a, b) => (a < b ? -1 : 1))[0]
      if (!tenant || first === undefined) return false
      const invoiced = await findInvoiced(tx, [tenantId])
      const next = invoiced[0]?.to ?? first
      const period = openPeriod(ruleOf(tenant), next, invoiced)
      if (!period || period.billed.to > microsOf(now)) return false
      await invoicePeriod(tx, { tenant, period, now: dateOf(microsOf(now)), actor: systemScope(tenantId).actor })
      return true
    },
    { maxWait: 20_000, timeout: 60_000 },
  )
