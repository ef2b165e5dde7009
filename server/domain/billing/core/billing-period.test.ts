import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { dateOf, intervalOf, lengthOf, microsOf } from "@/lib/interval"
import { nthBoundary, openPeriod, periodAround, periodUntil } from "./billing-period"

const at = (iso: string) => microsOf(new Date(iso))
const iso = (micros: bigint) => dateOf(micros).toISOString()
const utc = (anchor: string) => ({ anchor: at(anchor), timeZone: "UTC" })

describe("nthBoundary", () => {
  test("month ends are clamped from the anchor, so the 31st comes back", () => {
    const rule = utc("2026-01-31T00:00:00Z")
    expect([1, 2, 3].map((n) => iso(nthBoundary(rule, n)).slice(0, 10))).toEqual([
      "2026-02-28",
      "2026-03-31",
      "2026-04-30",
    ])
  })

  test("29 February", () => {
    const rule = utc("2024-02-29T00:00:00Z")
    expect([12, 24, 48].map((n) => iso(nthBoundary(rule, n)).slice(0, 10))).toEqual([
      "2025-02-28",
      "2026-02-28",
      "2028-02-29",
    ])
  })

  test("local midnight stays local midnight when the clocks change; March then has 743 hours", () => {
    const rule = { anchor: at("2026-03-01T05:00:00Z"), timeZone: "America/New_York" }
    expect(iso(nthBoundary(rule, 1))).toBe("2026-04-01T04:00:00.000Z")
    expect(lengthOf(periodAround(rule, at("2026-03-15T12:00:00Z")))).toBe(743n * 3_600_000_000n)
  })

  test("every instant lies in exactly one period, and periods touch", () => {
    const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
    const instant = fc
      .date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
      .map(microsOf)
    fc.assert(
      fc.property(instant, instant, zones, (anchor, now, timeZone) => {
        const rule = { anchor, timeZone }
        const period = periodAround(rule, now)
        expect(period.from <= now && now < period.to).toBe(true)
        expect(periodAround(rule, period.to).from).toBe(period.to)
        expect(periodAround(rule, period.from)).toEqual(period)
      }),
      { numRuns: 300 },
    )
  })
})

describe("what an invoice is about", () => {
  const rule = utc("2026-11-01T00:00:00Z")
  const november = intervalOf(new Date("2026-11-01"), new Date("2026-12-01"))

  test("nothing closed yet: from the boundary", () => {
    expect(openPeriod(rule, at("2026-11-10T00:00:00Z"), [])).toEqual({ whole: november, billed: november })
  })

  test("closed early: the next begins there and ends at the regular boundary", () => {
    const closed = [intervalOf(new Date("2026-11-01"), new Date("2026-11-10"))]
    const billed = intervalOf(new Date("2026-11-10"), new Date("2026-12-01"))
    expect(openPeriod(rule, at("2026-11-10T00:00:00Z"), closed)).toEqual({ whole: november, billed })
    expect(openPeriod(rule, at("2026-11-09T00:00:00Z"), closed)).toBeNull()
  })

  test("until its very end is the period itself, not the next", () => {
    expect(periodUntil(rule, november.to, [])).toEqual({ whole: november, billed: november })
  })

  test("what is invoiced is not invoiced again", () => {
    expect(periodUntil(rule, november.to, [november])).toBeNull()
    expect(periodUntil(rule, at("2026-11-10T00:00:00Z"), [november])).toBeNull()
  })

  test("a month that was left out can be closed later", () => {
    const december = intervalOf(new Date("2026-12-01"), new Date("2027-01-01"))
    expect(periodUntil(rule, november.to, [december])?.billed).toEqual(november)
  })
})
