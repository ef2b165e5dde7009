import { Temporal } from "temporal-polyfill"
import { earlierOf, type Interval, intersect, laterOf } from "@/lib/interval"

/** Where a company's billing periods begin and end: anchor in microseconds since 1970, IANA zone. */
export type PeriodRule = { anchor: bigint; timeZone: string }

const zoned = (at: bigint, timeZone: string) => new Temporal.Instant(at * 1000n).toZonedDateTimeISO(timeZone)

const boundaryFrom = (anchor: Temporal.ZonedDateTime, n: number): bigint =>
  anchor.add({ months: n }).toInstant().epochNanoseconds / 1000n

/**
 * The n-th boundary: anchor plus n months of local time, clamped to the end of the month. Always from the anchor: adding
 * month by month would turn 31 January into 28 February and then into 28 March.
 */
export const nthBoundary = ({ anchor, timeZone }: PeriodRule, n: number): bigint =>
  boundaryFrom(zoned(anchor, timeZone), n)

const microsecondsPerMonth = 2_629_746_000_000n

/** The whole billing period that `at` lies in: from ≤ at < to. Runs over everybody ask for it once a company. */
export function periodAround(rule: PeriodRule, at: bigint): Interval {
  const first = zoned(rule.anchor, rule.timeZone)
  // By months of average length, so at most one too early or too late.
  let n = Number((at - rule.anchor) / microsecondsPerMonth)
  let from = boundaryFrom(first, n)
  let to = from
  while (from > at) {
    to = from
    n -= 1
    from = boundaryFrom(first, n)
  }
  if (to > at) return { from, to }
  for (;;) {
    to = boundaryFrom(first, n + 1)
    if (to > at) return { from, to }
    from = to
    n += 1
  }
}

/** `whole` is the denominator of all proration; `billed` what this invoice is about. */
export type BillingPeriod = { whole: Interval; billed: Interval }

/** What is not invoiced yet of the period around `at`, up to its end; empty (null) when `at` itself is invoiced already. */
export function openPeriod(rule: PeriodRule, at: bigint, invoiced: readonly Interval[]): BillingPeriod | null {
  const whole = periodAround(rule, at)
  if (invoiced.some(({ from, to }) => from <= at && at < to)) return null
  const before = invoiced.filter(({ to }) => to <= at).reduce((latest, { to }) => laterOf(latest, to), whole.from)
  const next = invoiced.filter(({ from }) => from > at).map(({ from }) => from)
  const to = next.reduce((soonest, from) => earlierOf(soonest, from), whole.to)
  return { whole, billed: { from: before, to } }
}

/**
 * The period that an invoice up to `until` is about: it begins where the last one ended (or at the regular boundary) and lies
 * in the whole period that contains the instant before `until`. Null when some of it is invoiced already.
 */
export function periodUntil(rule: PeriodRule, until: bigint, invoiced: readonly Interval[]): BillingPeriod | null {
  const open = openPeriod(rule, until - 1n, invoiced)
  if (!open || open.billed.from >= until) return null
  const billed = { from: open.billed.from, to: until }
  return invoiced.some((other) => intersect(other, billed)) ? null : { whole: open.whole, billed }
}

const texts = new Map<string, string>()

/**
 * "2026-11-23 20:27" in the zone; seconds only when there are some. For sentences that name the zone once. Invoices of one
 * run name the same few instants again and again, so the last thousand are remembered.
 */
export function localText(at: bigint, timeZone: string): string {
  const key = `${at} ${timeZone}`
  const known = texts.get(key)
  if (known !== undefined) return known
  const local = zoned(at, timeZone).toPlainDateTime()
  const text = local.toString({ smallestUnit: local.second === 0 ? "minute" : "second" }).replace("T", " ")
  if (texts.size >= 1000) texts.clear()
  texts.set(key, text)
  return text
}
