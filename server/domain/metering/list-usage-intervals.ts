import type { MeterName } from "@/lib/meter"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { type PageRequest, toPage } from "../page"
import { happened, usageRange } from "./usage-range"
import { findIntervals } from "./usage-store"

export type IntervalsInput = PageRequest & {
  subjectId: string
  meter: MeterName
  from?: string | undefined
  to?: string | undefined
}

/** The intervals (for counters: the deltas) behind a sum, newest first. */
export async function listUsageIntervals(deps: Deps, scope: TenantScope, input: IntervalsInput) {
  const now = deps.clock.now()
  const past = happened(usageRange(input, now), now)
  const { subjectId, meter, limit } = input
  const rows = past
    ? await inTenant(deps.db, scope, (tx) =>
        findIntervals(tx, { tenantId: scope.tenantId, subjectId, meter, ...past }, input),
      )
    : []
  return toPage(rows, limit, (row) => ({
    ...row,
    quantity: row.quantity.toString(),
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
  }))
}
