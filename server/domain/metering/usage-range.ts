import { DomainError } from "../domain-error"

export const defaultRangeDays = 30
const longestRangeDays = 400
const dayMs = 86_400_000

export type Range = { from: Date; to: Date }

/** [from, to) as asked; by default the last 30 days up to now. */
export function usageRange(input: { from?: string | undefined; to?: string | undefined }, now: Date): Range {
  const to = input.to === undefined ? now : new Date(input.to)
  const from = input.from === undefined ? new Date(to.getTime() - defaultRangeDays * dayMs) : new Date(input.from)
  if (from >= to) throw new DomainError("invalid", "The range must begin before it ends.", "from")
  if (to.getTime() - from.getTime() > longestRangeDays * dayMs)
    throw new DomainError("invalid", `Ask for at most ${longestRangeDays} days at a time.`, "from")
  return { from, to }
}

/** What of the range has happened: use that is still going on counts up to now and no further. */
export const happened = (range: Range, now: Date): Range | null => {
  const to = range.to < now ? range.to : now
  return range.from < to ? { from: range.from, to } : null
}
