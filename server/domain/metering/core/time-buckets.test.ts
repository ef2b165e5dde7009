import { describe, expect, test } from "vitest"
import { bucketUnit, timeBuckets } from "./time-buckets"

const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000

describe("timeBuckets", () => {
  test("days are calendar days of the zone, whatever the clocks do", () => {
    const days = timeBuckets(new Date("2026-10-23T22:00:00Z"), new Date("2026-10-26T23:00:00Z"), "day", "Europe/Berlin")
    expect(days.map(hours)).toEqual([24, 25, 24])
    expect(
      timeBuckets(new Date("2026-03-28T23:00:00Z"), new Date("2026-03-29T22:00:00Z"), "day", "Europe/Berlin").map(
        hours,
      ),
    ).toEqual([23])
  })

  test("the first and the last are cut to the range, and together they are the range", () => {
    const from = new Date("2026-11-23T10:20:00Z")
    const to = new Date("2026-11-23T13:05:00Z")
    const buckets = timeBuckets(from, to, "hour", "UTC")
    expect(buckets[0]?.from).toEqual(from)
    expect(buckets.at(-1)?.to).toEqual(to)
    expect(buckets).toHaveLength(4)
    expect(buckets.reduce((sum, bucket) => sum + hours(bucket), 0)).toBeCloseTo(2.75)
  })

  test("months begin on the first", () => {
    const months = timeBuckets(new Date("2026-01-31T00:00:00Z"), new Date("2026-04-02T00:00:00Z"), "month", "UTC")
    expect(months.map(({ from }) => from.toISOString().slice(0, 10))).toEqual([
      "2026-01-31",
      "2026-02-01",
      "2026-03-01",
      "2026-04-01",
    ])
  })

  test("the unit follows the length", () => {
    const from = new Date("2026-01-01T00:00:00Z")
    const after = (days: number) => new Date(from.getTime() + days * 86_400_000)
    expect([2, 30, 390].map((days) => bucketUnit(from, after(days)))).toEqual(["hour", "day", "month"])
  })
})
