import { amountOfRaw, type MeterName, meters } from "@/lib/meter"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { bucketUnit, timeBuckets } from "./core/time-buckets"
import type { SummaryInput } from "./summarize-usage"
import { happened, usageRange } from "./usage-range"
import { type BucketSum, sumUsageByBucket } from "./usage-store"

export type ChartInput = SummaryInput & { groupBy: "application" | "component" | "meter"; timeZone: string }

type Point = { bucket: number; key: string; name: string; meter: MeterName; raw: bigint }

function groupOf(row: BucketSum, groupBy: ChartInput["groupBy"]): { key: string; name: string } {
  if (groupBy === "meter") return { key: row.meter, name: meters[row.meter].title }
  if (groupBy === "component") return { key: row.subjectId, name: row.subject }
  return { key: row.applicationId ?? "none", name: row.application ?? "Outside applications" }
}

/** Use over time for charts: one amount per bucket, group and meter. Buckets are hours, days or months of `timeZone`. */
export async function chartUsage(deps: Deps, scope: TenantScope, input: ChartInput) {
  const now = deps.clock.now()
  const range = usageRange(input, now)
  const past = happened(range, now)
  const unit = bucketUnit(range.from, range.to)
  const buckets = timeBuckets(range.from, range.to, unit, input.timeZone)
  const { vdcId, applicationId } = input
  const rows = past
    ? await inTenant(deps.db, scope, (tx) =>
        sumUsageByBucket(tx, { tenantId: scope.tenantId, ...past, vdcId, applicationId }, buckets),
      )
    : []
  const points = new Map<string, Point>()
  for (const row of rows) {
    const { key, name } = groupOf(row, input.groupBy)
    const id = `${row.bucket}/${key}/${row.meter}`
    const point = points.get(id) ?? { bucket: row.bucket, key, name, meter: row.meter, raw: 0n }
    points.set(id, { ...point, raw: point.raw + row.raw })
  }
  return {
    unit,
    buckets: buckets.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
    points: [...points.values()].map(({ raw, ...point }) => ({ ...point, amount: amountOfRaw(point.meter, raw) })),
  }
}
