import { type Interval, intersect, lengthOf } from "@/lib/interval"
import type { MeterName } from "@/lib/meter"
import type { NodePurpose, UsageSum } from "./rating-types"

export type UsageInterval = {
  meter: MeterName
  machineClassId: string | null
  purpose: NodePurpose | null
  quantity: bigint
  from: bigint
  /** Null: still open, so it lasts as long as it is asked for. */
  to: bigint | null
}

/**
 * Adds up intervals per part: what the database does for invoices, written down as the rule it must agree with (tests hold
 * one against the other).
 */
export function sumUsage(intervals: readonly UsageInterval[], parts: readonly Interval[]): UsageSum[] {
  const sums = new Map<string, UsageSum>()
  for (const { meter, machineClassId, purpose, quantity, from, to } of intervals) {
    if (quantity < 0n) throw new RangeError("usage cannot be negative")
    if (to !== null && from >= to) throw new RangeError("an interval must have length")
    parts.forEach((span, part) => {
      const inside = intersect({ from, to: to ?? span.to }, span)
      if (!inside) return
      const key = `${part}/${meter}/${machineClassId}/${purpose}`
      const sum = sums.get(key) ?? { part, meter, machineClassId, purpose, raw: 0n }
      sums.set(key, { ...sum, raw: sum.raw + quantity * lengthOf(inside) })
    })
  }
  return [...sums.values()]
}
