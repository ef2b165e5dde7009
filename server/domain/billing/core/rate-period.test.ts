import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { earlierOf, type Interval, laterOf, lengthOf } from "@/lib/interval"
import { hourlyMicros } from "./hourly-cost"
import { invoicePostings } from "./journal"
import { ratePeriod } from "./rate-period"
import type { BillingSnapshot, Rate, TariffVersion, VdcTerms } from "./rating-types"
import { sumUsage, type UsageInterval } from "./sum-usage"
import { tariffParts } from "./tariff-parts"

const hour = 3_600_000_000n
const whole: Interval = { from: 0n, to: 720n * hour }
const rate = (meter: Rate["meter"], microsPerUnit: bigint, more: Partial<Rate> = {}): Rate => ({
  id: `${meter}-${microsPerUnit}`,
  meter,
  microsPerUnit,
  machineClassId: null,
  purpose: null,
  ...more,
})
const tariff = (validFrom: bigint, factor = 1n): TariffVersion => ({
  id: `tariff-${validFrom}`,
  currency: "EUR",
  validFrom,
  rates: [
    rate("component_core_hours", 800_000n * factor),
    rate("component_memory_gib_hours", 210_000n * factor),
    rate("volume_gib_hours", 12_345n * factor),
    rate("transfer_out_gib", 1_500_000n * factor),
    rate("node_hours", 30_000_000n * factor, { machineClassId: "m", purpose: "burst" }),
  ],
})
const terms: VdcTerms = {
  id: "vdc",
  name: "Shop",
  dataCenter: "Amsterdam 1",
  package: {
    name: "Start",
    currency: "EUR",
    monthlyPriceMinor: 19_000n,
    nodes: 3,
    machineClass: "M",
    includedVolumeGib: 50,
    includedTransferGib: 100,
  },
  active: { from: 0n, to: null },
  tariffs: [tariff(0n)],
  machineClasses: new Map([["m", "M"]]),
}

const snapshotOf = (intervals: UsageInterval[], billed = whole, own: VdcTerms = terms): BillingSnapshot => ({
  currency: "EUR",
  timeZone: "UTC",
  period: { whole, billed },
  vdcs: [
    {
      terms: own,
      sums: sumUsage(
        intervals,
        tariffParts(billed, own.tariffs).map(({ span }) => span),
      ),
    },
  ],
})
const rated = (intervals: UsageInterval[], billed = whole, own: VdcTerms = terms) =>
  ratePeriod(snapshotOf(intervals, billed, own))
const use = (part: Partial<UsageInterval>): UsageInterval => ({
  meter: "component_core_hours",
  machineClassId: null,
  purpose: null,
  quantity: 1000n,
  from: 0n,
  to: hour,
  ...part,
})

const meter = fc.constantFrom(
  "component_core_hours",
  "component_memory_gib_hours",
  "volume_gib_hours",
  "snapshot_gib_hours" as const,
)
const instant = fc.bigInt({ min: -10n * hour, max: 740n * hour })
const interval = fc
  .record({ meter, quantity: fc.bigInt({ min: 0n, max: 5_000n }), a: instant, b: instant, open: fc.boolean() })
  .filter(({ a, b }) => a !== b)
  .map(({ meter, quantity, a, b, open }) =>
    use({ meter, quantity, from: earlierOf(a, b), to: open ? null : laterOf(a, b) }),
  )
const intervals = fc.array(interval, { minLength: 1, maxLength: 12 })
const twoPrices: VdcTerms = { ...terms, tariffs: [tariff(0n), tariff(300n * hour, 3n)] }

describe("ratePeriod never depends on how usage was written down", () => {
  test("splitting an interval anywhere changes no line", () => {
    fc.assert(
      fc.property(intervals, fc.nat(), instant, (list, pick, at) => {
        const victim = list[pick % list.length]
        if (!victim || at <= victim.from || (victim.to !== null && at >= victim.to)) return
        const split = list.flatMap((one) =>
          one === victim
            ? [
                { ...one, to: at },
                { ...one, from: at },
              ]
            : [one],
        )
        expect(rated(split, whole, twoPrices)).toEqual(rated(list, whole, twoPrices))
      }),
      { numRuns: 300 },
    )
  })

  test("neither does the order", () => {
    fc.assert(
      fc.property(intervals, (list) => {
        expect(rated([...list].reverse(), whole, twoPrices)).toEqual(rated(list, whole, twoPrices))
      }),
    )
  })

  test("the total is the sum of the lines, and the books balance", () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const { lines, totalMinor } = rated(list, whole, twoPrices)
        expect(lines.reduce((sum, line) => sum + line.amountMinor, 0n)).toBe(totalMinor)
        expect(
          invoicePostings({ currency: "EUR", lines }).reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
        ).toBe(0n)
      }),
    )
  })

  test("using more never costs less", () => {
    fc.assert(
      fc.property(intervals, interval, (list, more) => {
        expect(rated([...list, more]).totalMinor >= rated(list).totalMinor).toBe(true)
      }),
    )
  })

  test("a price that does not change is the same in one version or two, but for one rounding per version and meter", () => {
    const sameTwice: VdcTerms = { ...terms, tariffs: [tariff(0n), tariff(300n * hour)] }
    fc.assert(
      fc.property(intervals, (list) => {
        const gap = rated(list, whole, sameTwice).totalMinor - rated(list).totalMinor
        expect(gap >= -4n && gap <= 4n).toBe(true)
      }),
    )
  })
})

describe("the package", () => {
  test("costs its price for a whole period, and by the second for less", () => {
    expect(rated([]).lines).toMatchObject([{ kind: "fee", amountMinor: 19_000n }])
    const half: VdcTerms = { ...terms, active: { from: 360n * hour, to: null } }
    expect(rated([], whole, half).lines[0]).toMatchObject({ amountMinor: 9_500n, quantity: 360n * 3600n })
    expect(rated([], whole, { ...terms, active: null }).lines).toEqual([])
  })

  test("closing early and going on costs the same fee, but for a rounding", () => {
    const instants = fc.bigInt({ min: 1n, max: 720n * hour - 1n })
    fc.assert(
      fc.property(instants, (at) => {
        const total = rated([], { from: 0n, to: at }).totalMinor + rated([], { from: at, to: whole.to }).totalMinor
        expect(total - 19_000n <= 1n && total - 19_000n >= -1n).toBe(true)
      }),
    )
  })

  test("covers its nodes, not burst nodes", () => {
    const nodes = { meter: "node_hours" as const, machineClassId: "m", quantity: 1n, to: 10n * hour }
    const { lines } = rated([use({ ...nodes, purpose: "base", quantity: 3n }), use({ ...nodes, purpose: "burst" })])
    expect(lines.slice(1)).toMatchObject([
      { kind: "included", title: "Nodes of the package, M", amountMinor: 0n, quantity: 108_000n },
      { kind: "usage", title: "Burst nodes, M", amountMinor: 300n, quantity: 36_000n },
    ])
  })

  test("includes volumes; what is above costs the partner's price", () => {
    const { lines } = rated([use({ meter: "volume_gib_hours", quantity: 60n, to: null })])
    expect(lines.slice(1)).toMatchObject([
      { kind: "included", quantity: 50n * 720n * 3600n, amountMinor: 0n },
      { kind: "overage", quantity: 10n * 720n * 3600n, amountMinor: 89n, microsPerUnit: 12_345n },
    ])
    expect(lines[2]?.why).toBe(
      "7200 GiB-hours above the 36000 GiB-hours included, at 0.00012345 EUR per GiB-hour (Amsterdam 1's tariff of 1970-01-01 00:00, without markup).",
    )
  })

  test("what is included is used up from the start of the period: the later price pays for what is above", () => {
    const { lines } = rated([use({ meter: "volume_gib_hours", quantity: 60n, to: null })], whole, twoPrices)
    const overage = lines.filter(({ kind }) => kind === "overage")
    expect(overage).toMatchObject([{ span: { from: 300n * hour }, microsPerUnit: 37_035n, quantity: 7200n * 3600n }])
  })

  test("includes transfer, accrued by the second", () => {
    const gib = 1024n ** 3n
    const sums = [{ part: 0, meter: "transfer_out_gib" as const, machineClassId: null, purpose: null, raw: 60n * gib }]
    const billed = { from: 0n, to: 360n * hour }
    const { lines } = ratePeriod({ ...snapshotOf([], billed), vdcs: [{ terms, sums }] })
    expect(lines.slice(1)).toMatchObject([
      { kind: "included", quantity: 50n * gib },
      { kind: "overage", quantity: 10n * gib, amountMinor: 15n },
    ])
  })
})

describe("lines", () => {
  test("a core-hour is a thousand millicores for an hour", () => {
    const { lines } = rated([use({ quantity: 2500n, to: 10n * hour })])
    expect(lines[1]).toMatchObject({ kind: "usage", amountMinor: 20n, quantity: 2500n * 36_000n })
    expect(lines[1]?.why).toContain("25 core-hours, at 0.008 EUR per core-hour (Amsterdam 1's tariff of ")
  })

  test("an interval over a price change is two lines whose quantities add up", () => {
    const { lines } = rated([use({ from: 200n * hour, to: 400n * hour })], whole, twoPrices)
    expect(lines.slice(1)).toMatchObject([
      { quantity: 1000n * 360_000n, microsPerUnit: 800_000n, amountMinor: 80n },
      { quantity: 1000n * 360_000n, microsPerUnit: 2_400_000n, amountMinor: 240n },
    ])
  })

  test("without a price nothing is charged, and it says so", () => {
    const { lines } = rated([use({ meter: "snapshot_gib_hours", quantity: 5n })])
    expect(lines[1]).toMatchObject({
      amountMinor: 0n,
      why: "5 GiB-hours: Amsterdam 1 has no price for it, so it is not charged.",
    })
  })

  test("a currency nobody converts is refused", () => {
    expect(() => ratePeriod({ ...snapshotOf([]), currency: "USD" })).toThrow(/priced in EUR/)
  })

  test("spans lie in the billed period", () => {
    for (const { span } of rated([use({})], whole, twoPrices).lines) {
      expect(span.from >= whole.from && span.to <= whole.to && lengthOf(span) > 0n).toBe(true)
    }
  })
})

test("cost per hour leaves out what the package covers", () => {
  const level = (meter: Rate["meter"], quantity: bigint, purpose: "base" | "burst" | null = null) => ({
    meter,
    quantity,
    purpose,
    machineClassId: purpose && "m",
  })
  expect(hourlyMicros(terms, [level("node_hours", 3n, "base"), level("volume_gib_hours", 50n)], 1n)).toBe(0n)
  expect(hourlyMicros(terms, [level("volume_gib_hours", 51n), level("component_core_hours", 1500n)], 1n)).toBe(
    1_212_345n,
  )
  expect(hourlyMicros(terms, [level("node_hours", 1n, "burst")], 1n)).toBe(30_000_000n)
})
