import { Temporal } from "temporal-polyfill"

export type BucketUnit = "hour" | "day" | "month"

const dayMs = 86_400_000

/** Fine enough to see, few enough to draw. */
export function bucketUnit(from: Date, to: Date): BucketUnit {
  const days = (to.getTime() - from.getTime()) / dayMs
  if (days <= 4) return "hour"
  return days <= 100 ? "day" : "month"
}

/**
 * Cuts [from, to) at the hours, days or months of a time zone. Days are calendar days: 23 or 25 hours long when the clocks
 * change.
 */
export function timeBuckets(from: Date, to: Date, unit: BucketUnit, timeZone: string): { from: Date; to: Date }[] {
  const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone)
  const first =
    unit === "month"
      ? start.with({ day: 1 }).startOfDay()
      : unit === "day"
        ? start.startOfDay()
        : start.round({ smallestUnit: "hour", roundingMode: "floor" })
  const edge = (n: number) =>
    unit === "hour" ? first.add({ hours: n }) : unit === "day" ? first.add({ days: n }) : first.add({ months: n })
  const buckets: { from: Date; to: Date }[] = []
  for (let n = 0; edge(n).epochMilliseconds < to.getTime(); n += 1) {
    const begin = Math.max(edge(n).epochMilliseconds, from.getTime())
    const end = Math.min(edge(n + 1).epochMilliseconds, to.getTime())
    if (begin < end) buckets.push({ from: new Date(begin), to: new Date(end) })
  }
  return buckets
}
