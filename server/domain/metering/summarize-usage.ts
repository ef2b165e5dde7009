import { amountOfRaw, meters, quantityOfRaw } from "@/lib/meter"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { happened, usageRange } from "./usage-range"
import { sumUsageBySubject } from "./usage-store"

export type SummaryInput = {
  from?: string | undefined
  to?: string | undefined
  vdcId?: string | undefined
  applicationId?: string | undefined
}

/** How much every subject used of every meter in the range. */
export async function summarizeUsage(deps: Deps, scope: TenantScope, input: SummaryInput) {
  const now = deps.clock.now()
  const range = usageRange(input, now)
  const past = happened(range, now)
  const { vdcId, applicationId } = input
  const sums = past
    ? await inTenant(deps.db, scope, (tx) =>
        sumUsageBySubject(tx, { tenantId: scope.tenantId, ...past, vdcId, applicationId }),
      )
    : []
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    items: sums.map(({ raw, ...row }) => ({
      ...row,
      quantity: quantityOfRaw(row.meter, raw).toString(),
      amount: amountOfRaw(row.meter, raw),
      unit: meters[row.meter].unit,
    })),
  }
}
