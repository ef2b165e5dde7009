import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import type { Tx } from "@/server/db"
import {
  type BillingBench,
  type Customer,
  coreLevel,
  openBillingBench,
  seedCustomer,
  seedMarket,
} from "@/tests/support/billing-fixture"
import { systemScope } from "../access"
import {
  closeAll,
  createMetering,
  findOverlaps,
  type Level,
  recordCounter,
  recordCounters,
  setLevel,
  setLevels,
} from "."

let bench: BillingBench
let customer: Customer
beforeAll(async () => {
  bench = await openBillingBench("2026-11-23T12:00:00Z")
  const market = await seedMarket(bench.worker)
  customer = await seedCustomer(bench.worker, market, {
    anchor: "2026-11-01T00:00:00Z",
    activatedAt: "2026-11-01T00:00:00Z",
  })
})
afterAll(() => bench.close())

const inTx = <T>(work: (tx: Tx) => Promise<T>) => bench.worker.$transaction(work, { maxWait: 20_000, timeout: 20_000 })
const level = (subjectId: string, at: string, quantity: bigint, part: Partial<Level> = {}) =>
  coreLevel(customer, `2026-11-23T${at}Z`, { subjectId, quantity, ...part })
const rowsOf = async (subjectId: string) =>
  (await bench.worker.usageInterval.findMany({ where: { subjectId }, orderBy: { startsAt: "asc" } })).map((row) => [
    row.startsAt.toISOString().slice(11, 19),
    row.endsAt?.toISOString().slice(11, 19) ?? null,
    Number(row.quantity),
  ])

describe("levels", () => {
  test("open, change, stop; said twice each", async () => {
    const id = newId()
    for (const [at, quantity] of [
      ["10:00:00", 500n],
      ["10:30:00", 700n],
      ["11:00:00", 0n],
    ] as const) {
      await inTx((tx) => setLevel(tx, level(id, at, quantity)))
      await inTx((tx) => setLevel(tx, level(id, at, quantity)))
    }
    expect(await rowsOf(id)).toEqual([
      ["10:00:00", "10:30:00", 500],
      ["10:30:00", "11:00:00", 700],
    ])
  })

  test("news from before the interval began drops it; news from before the last end start at that end", async () => {
    const id = newId()
    await inTx((tx) => setLevel(tx, level(id, "10:00:00", 500n)))
    await inTx((tx) => setLevel(tx, level(id, "09:00:00", 0n)))
    expect(await rowsOf(id)).toEqual([])
    await inTx((tx) =>
      setLevels(tx, [level(id, "10:00:00", 500n), level(id, "11:00:00", 0n), level(id, "10:30:00", 100n)]),
    )
    expect(await rowsOf(id)).toEqual([
      ["10:00:00", "11:00:00", 500],
      ["11:00:00", null, 100],
    ])
  })

  test("closeAll ends every meter of a subject and nothing else", async () => {
    const [id, other] = [newId(), newId()]
    await inTx((tx) =>
      setLevels(tx, [
        level(id, "10:00:00", 500n),
        level(id, "10:00:00", 256n, { meter: "component_memory_gib_hours" }),
        level(other, "10:00:00", 1n),
      ]),
    )
    await inTx((tx) =>
      closeAll(tx, { tenantId: customer.tenantId, subjectId: id, at: new Date("2026-11-23T10:10:00Z") }),
    )
    expect((await rowsOf(id)).map(([, end]) => end)).toEqual(["10:10:00", "10:10:00"])
    expect((await rowsOf(other))[0]?.[1]).toBeNull()
  })

  test("sixteen writers at once leave one open interval and no overlap", async () => {
    const id = newId()
    const race = Array.from({ length: 16 }, (_, n) =>
      inTx((tx) => setLevel(tx, level(id, `10:00:${String(n).padStart(2, "0")}`, BigInt(1 + (n % 3))))),
    )
    for (const result of await Promise.allSettled(race))
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "stale" })
    expect((await rowsOf(id)).filter(([, end]) => end === null)).toHaveLength(1)
    expect(await findOverlaps(bench.worker)).toEqual([])
  })

  test("the database refuses an overlap whoever writes it, and it reads as stale", async () => {
    const id = newId()
    const { at, ...row } = level(id, "10:00:00", 1n)
    await bench.worker.usageInterval.create({ data: { ...row, startsAt: at } })
    await expect(
      bench.worker.usageInterval.create({ data: { ...row, startsAt: new Date("2026-11-23T11:00:00Z") } }),
    ).rejects.toThrow()
    // A closed one in the future, unknown to the plan made from open ones.
    const later = newId()
    const ahead = level(later, "12:00:00", 1n)
    await bench.worker.usageInterval.create({
      data: { ...row, subjectId: later, startsAt: ahead.at, endsAt: new Date("2026-11-23T13:00:00Z") },
    })
    await inTx((tx) => setLevel(tx, level(later, "11:00:00", 5n)))
    expect((await rowsOf(later)).map(([start]) => start)).toEqual(["12:00:00", "13:00:00"])
  })
})

describe("counters", () => {
  const reading = (subjectId: string, at: string, bytes: bigint, counterEpoch = "boot-1") => ({
    ...customer,
    applicationId: null,
    subjectId,
    subjectName: "shop:main.gateway[0]",
    meter: "transfer_out_gib" as const,
    counterEpoch,
    reading: bytes,
    at: new Date(`2026-11-23T${at}Z`),
  })
  const total = async (subjectId: string) =>
    (await bench.worker.usageDelta.findMany({ where: { subjectId } })).reduce(
      (sum, row) => sum + row.toBytes - row.fromBytes,
      0n,
    )

  test("repeated and older readings change nothing, a new epoch begins at 0", async () => {
    const id = newId()
    for (const [at, bytes] of [
      ["10:00:00", 100n],
      ["10:00:10", 250n],
      ["10:00:10", 250n],
      ["10:00:05", 180n],
    ] as const)
      await inTx((tx) => recordCounter(tx, reading(id, at, bytes)))
    expect(await total(id)).toBe(250n)
    await inTx((tx) => recordCounters(tx, [reading(id, "10:01:00", 40n, "boot-2"), reading(id, "10:00:20", 300n)]))
    expect(await total(id)).toBe(340n)
  })

  test("however shuffled and repeated, the sum is the highest reading of each epoch", async () => {
    const id = newId()
    const list = [5n, 20n, 20n, 3n, 90n, 60n].flatMap((bytes, n) => [
      reading(id, `10:00:0${n}`, bytes),
      reading(id, `10:00:0${n}`, bytes * 2n, "boot-2"),
    ])
    await Promise.all(list.map((one) => inTx((tx) => recordCounter(tx, one))))
    expect(await total(id)).toBe(90n + 180n)
  })
})

describe("what people ask", () => {
  test("a summary adds clipped intervals exactly", async () => {
    const { metering, scope } = reader()
    const own = newId()
    await inTx((tx) => setLevel(tx, level(own, "10:00:00.250", 1500n)))
    const range = { from: "2026-11-23T09:00:00Z", to: "2026-11-23T10:00:01Z" }
    const { items } = await metering.summary(scope, range)
    expect(items.find(({ subjectId }) => subjectId === own)).toMatchObject({
      quantity: "1125",
      amount: "0.000313",
      unit: "core-hours",
      intervals: 1,
      vdc: "Shop",
    })
    const page = await metering.intervals(scope, { subjectId: own, meter: "component_core_hours", ...range, limit: 10 })
    expect(page.items).toMatchObject([{ startsAt: "2026-11-23T10:00:00.250Z", endsAt: null, seconds: "0.750000" }])
    const chart = await metering.chart(scope, { ...range, groupBy: "component", timeZone: "UTC" })
    expect(chart.points.find(({ key }) => key === own)?.amount).toBe("0.000313")
  })

  test("open intervals count up to now and no further", async () => {
    const { metering, scope } = reader()
    const own = newId()
    await inTx((tx) => setLevel(tx, level(own, "11:00:00", 1000n)))
    const { items } = await metering.summary(scope, { from: "2026-11-23T00:00:00Z", to: "2026-11-30T00:00:00Z" })
    expect(items.find(({ subjectId }) => subjectId === own)?.amount).toBe("1.000000")
    const future = await metering.summary(scope, { from: "2026-11-24T00:00:00Z", to: "2026-11-30T00:00:00Z" })
    expect(future.items).toEqual([])
  })

  test("pages by cursor without repeats", async () => {
    const { metering, scope } = reader()
    const own = newId()
    for (let n = 10; n < 15; n += 1) await inTx((tx) => setLevel(tx, level(own, `10:${n}:00`, BigInt(n))))
    const input = { subjectId: own, meter: "component_core_hours" as const, limit: 2 }
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: { items: { id: string }[]; nextCursor: string | null } = await metering.intervals(scope, {
        ...input,
        cursor,
      })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
  })

  test("a range must begin before it ends, and be short enough", async () => {
    const { metering, scope } = reader()
    const ask = (from: string, to: string) => metering.summary(scope, { from, to })
    await expect(ask("2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z")).rejects.toMatchObject({
      code: "invalid",
      field: "from",
    })
    await expect(ask("2020-11-23T00:00:00Z", "2026-11-23T00:00:00Z")).rejects.toMatchObject({ code: "invalid" })
  })

  test("another company sees nothing of it", async () => {
    const { metering } = reader()
    const market = await seedMarket(bench.worker)
    const stranger = await seedCustomer(bench.worker, market, {
      anchor: "2026-11-01T00:00:00Z",
      activatedAt: "2026-11-01T00:00:00Z",
    })
    const { items } = await metering.summary(systemScope(stranger.tenantId), {})
    expect(items).toEqual([])
  })
})

function reader() {
  return { metering: createMetering(bench.deps), scope: systemScope(customer.tenantId) }
}
