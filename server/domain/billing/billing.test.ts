import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import {
  addTariff,
  type BillingBench,
  type Customer,
  coreLevel,
  type Market,
  openBillingBench,
  seedCustomer,
  seedMarket,
} from "@/tests/support/billing-fixture"
import { openProvider, systemScope } from "../access"
import { findOverlaps, type Level, recordCounter, setLevels } from "../metering"
import { createBilling } from "."

let bench: BillingBench
let billing: ReturnType<typeof createBilling>
let market: Market
let customer: Customer
const provider = openProvider({
  kind: "session",
  userId: newId(),
  sessionId: newId(),
  isProvider: true,
  address: "192.0.2.1",
})

beforeAll(async () => {
  bench = await openBillingBench("2026-11-23T12:00:00Z")
  billing = createBilling(bench.deps)
})
afterAll(() => bench.close())
beforeEach(async () => {
  bench.clock.set("2026-11-23T12:00:00Z")
  market = await seedMarket(bench.worker)
  customer = await seedCustomer(bench.worker, market, {
    anchor: "2026-11-01T00:00:00Z",
    activatedAt: "2026-11-01T00:00:00Z",
  })
})

const scope = () => systemScope(customer.tenantId)
const close = (input: { until?: string; periodStart?: string } = {}) =>
  billing.closePeriod(provider, { tenantId: customer.tenantId, ...input })
const meter = (...levels: Level[]) =>
  bench.worker.$transaction((tx) => setLevels(tx, levels), { maxWait: 20_000, timeout: 20_000 })
const level = (subjectId: string, at: string, part: Partial<Level> = {}) =>
  coreLevel(customer, at, { subjectId, ...part })

/** Some of everything, with odd sizes and instants, over a change of prices. */
async function useALot() {
  await addTariff(bench.worker, market.dataCenterId, market.machineClassId, "2026-11-15T06:30:00.123Z", 3n)
  const volume = newId()
  await meter(
    level(newId(), "2026-11-02T10:00:00.111Z", { quantity: 750n }),
    level(newId(), "2026-11-14T22:13:14.015Z", { quantity: 333n }),
    level(newId(), "2026-11-03T08:00:00Z", { quantity: 1537n, meter: "component_memory_gib_hours" }),
    level(volume, "2026-11-02T00:00:00Z", { subjectType: "volume", meter: "volume_gib_hours", quantity: 120n }),
    level(volume, "2026-11-09T03:04:05.678Z", { subjectType: "volume", meter: "volume_gib_hours", quantity: 460n }),
    level(newId(), "2026-11-05T00:00:00Z", {
      subjectType: "node",
      meter: "node_hours",
      quantity: 1n,
      purpose: "base",
      machineClassId: market.machineClassId,
    }),
    level(newId(), "2026-11-20T10:00:00.001Z", {
      subjectType: "node",
      meter: "node_hours",
      quantity: 1n,
      purpose: "burst",
      machineClassId: market.machineClassId,
    }),
  )
  const stopped = newId()
  await meter(level(stopped, "2026-11-10T00:00:00Z"), level(stopped, "2026-11-10T05:06:07.089Z", { quantity: 0n }))
  const gib = 1024n ** 3n
  for (const [at, reading] of [
    ["2026-11-04T00:00:00Z", 70n * gib + 17n],
    ["2026-11-16T00:00:00Z", 171n * gib + 5n],
  ] as const)
    await bench.worker.$transaction((tx) =>
      recordCounter(tx, {
        ...customer,
        applicationId: null,
        subjectId: stopped,
        subjectName: "gw",
        meter: "transfer_out_gib",
        counterEpoch: "1",
        reading,
        at: new Date(at),
      }),
    )
}

describe("an invoice", () => {
  test("equals the intervals to the cent, computed again by plain SQL", async () => {
    await useALot()
    const period = await close()
    const invoice = await billing.invoice(scope(), period.invoiceId ?? "")
    const lines = invoice.lines.filter(({ kind, meter }) => kind === "usage" && meter?.startsWith("component"))
    expect(lines).toHaveLength(4)
    const again = await bench.worker.$queryRaw<{ meter: string; valid_from: Date; minor: string }[]>`
      SELECT u.meter::text AS meter, t.valid_from,
        round(sum(u.quantity * extract(epoch from least(coalesce(u.ends_at, i.period_end), i.period_end, t.valid_to) - greatest(u.starts_at, i.period_start, t.valid_from))
          * r.micros_per_unit / 3600 / CASE u.meter WHEN 'component_core_hours' THEN 1000 ELSE 1024 END / 1000000))::text AS minor
      FROM invoice i JOIN usage_interval u ON u.tenant_id = i.tenant_id
      JOIN (SELECT *, coalesce(lead(valid_from) OVER (ORDER BY valid_from), 'infinity') AS valid_to FROM tariff
            WHERE data_center_id = ${market.dataCenterId}::uuid) t
        ON greatest(u.starts_at, i.period_start, t.valid_from) < least(coalesce(u.ends_at, i.period_end), i.period_end, t.valid_to)
      JOIN rate r ON r.tariff_id = t.id AND r.meter = u.meter
      WHERE i.id = ${invoice.id}::uuid AND u.subject_type = 'component' GROUP BY 1, 2 ORDER BY 1, 2`
    expect(lines.map(({ amountMinor }) => amountMinor)).toEqual(again.map(({ minor }) => minor))
    expect(invoice.lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n).toString()).toBe(invoice.totalMinor)
    expect(invoice.lines.map(({ kind }) => kind).filter((kind) => kind === "overage").length).toBeGreaterThan(0)
    const positions = invoice.lines.map(({ position }) => position)
    expect(positions).toEqual(positions.map((_, index) => index + 1))
  })

  test("says what the preview said at that moment, and the forecast says what the end will be", async () => {
    await useALot()
    const before = await billing.preview(scope())
    const period = await close()
    const invoice = await billing.invoice(scope(), period.invoiceId ?? "")
    expect(invoice.lines).toEqual(before.lines)
    expect(invoice.totalMinor).toBe(before.totalMinor)
    const after = await billing.preview(scope())
    expect(after).toMatchObject({
      totalMinor: "0",
      periodStart: "2026-11-23T12:00:00.000Z",
      periodEnd: "2026-12-01T00:00:00.000Z",
    })
    bench.clock.set("2026-12-01T00:00:00Z")
    const end = await close()
    expect(end.totalMinor).toBe(after.forecastMinor)
  })

  test("is numbered without gaps, never changes, and is in the books", async () => {
    await useALot()
    const first = await close({ until: "2026-11-10T00:00:00Z" })
    const second = await close({ until: "2026-11-11T00:00:00Z" })
    const numbers = [first, second].map(({ invoiceNumber }) => Number(invoiceNumber?.split("-")[2]))
    expect(first.invoiceNumber).toMatch(/^GL-2026-\d{6}$/)
    expect((numbers[1] ?? 0) - (numbers[0] ?? 0)).toBe(1)
    const id = first.invoiceId ?? ""
    await expect(bench.worker.invoice.update({ where: { id }, data: { totalMinor: 1n } })).rejects.toThrow()
    await expect(bench.worker.invoiceLine.deleteMany({ where: { invoiceId: id } })).rejects.toThrow()
    expect((await billing.invoice(scope(), id)).totalMinor).toBe(first.totalMinor)
    const postings = await bench.worker.posting.findMany({ where: { journal: { sourceId: id } } })
    expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n)
    expect(postings.find(({ account }) => account === "receivable")?.amountMinor.toString()).toBe(first.totalMinor)
    const audits = await bench.worker.auditEvent.findMany({
      where: { tenantId: customer.tenantId, action: "period.close" },
    })
    expect(audits).toMatchObject([{ actorKind: "provider", subjectId: id }, { actorKind: "provider" }])
  })

  test("bills open usage up to the boundary; the rest is on the next one", async () => {
    await meter(level(newId(), "2026-11-23T06:00:00Z", { quantity: 10_000n }))
    const first = await close({ until: "2026-11-23T09:00:00Z" })
    const second = await close({ until: "2026-11-23T12:00:00Z" })
    const usage = async (invoiceId: string | null) =>
      (await billing.invoice(scope(), invoiceId ?? "")).lines.find(({ kind }) => kind === "usage")
    expect(await usage(first.invoiceId)).toMatchObject({ quantity: String(10_000 * 3 * 3600), amountMinor: "24" })
    expect(await usage(second.invoiceId)).toMatchObject({
      quantity: String(10_000 * 3 * 3600),
      startsAt: "2026-11-23T09:00:00.000Z",
    })
  })

  test("of the month before can be made when it is over", async () => {
    bench.clock.set("2026-12-05T00:00:00Z")
    const period = await close({ until: "2026-12-01T00:00:00Z" })
    expect(period).toMatchObject({ periodStart: "2026-11-01T00:00:00.000Z", totalMinor: "19000" })
    expect((await billing.preview(scope())).periodStart).toBe("2026-12-01T00:00:00.000Z")
  })
})

describe("closing", () => {
  test("eight at once make one invoice", async () => {
    await useALot()
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => close()))
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" })
    expect(await bench.worker.invoice.count({ where: { tenantId: customer.tenantId } })).toBe(1)
  })

  test("of what is closed, of the future, of another period than the one on screen is refused", async () => {
    await close({ until: "2026-11-20T00:00:00Z" })
    await expect(close({ until: "2026-11-20T00:00:00Z" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/GL-2026/),
    })
    await expect(close({ until: "2026-11-10T00:00:00Z" })).rejects.toMatchObject({ code: "conflict" })
    await expect(close({ until: "2026-11-24T00:00:00Z" })).rejects.toMatchObject({ code: "invalid", field: "until" })
    await expect(close({ until: "2026-11-22T00:00:00Z", periodStart: "2026-11-01T00:00:00Z" })).rejects.toMatchObject({
      code: "conflict",
    })
    await expect(billing.closePeriod(provider, { tenantId: newId() })).rejects.toMatchObject({ code: "not_found" })
  })

  test("a second click closes nothing; a moment later it may be done on purpose", async () => {
    await close()
    await expect(close()).rejects.toMatchObject({ code: "conflict" })
    bench.clock.set("2026-11-23T12:00:10Z")
    expect((await close()).periodStart).toBe("2026-11-23T12:00:00.000Z")
  })

  test("usage that is observed late goes into the next period, not into a closed one", async () => {
    const id = newId()
    await meter(level(id, "2026-11-23T06:00:00Z"))
    await close()
    await meter(level(id, "2026-11-23T11:59:59Z", { quantity: 0n }), level(newId(), "2026-11-23T11:00:00Z"))
    const rows = await bench.worker.usageInterval.findMany({
      where: { tenantId: customer.tenantId },
      orderBy: { startsAt: "asc" },
    })
    expect(rows.map(({ startsAt, endsAt }) => [startsAt.toISOString(), endsAt?.toISOString() ?? null])).toEqual([
      ["2026-11-23T06:00:00.000Z", "2026-11-23T12:00:00.000Z"],
      ["2026-11-23T12:00:00.000Z", null],
    ])
  })

  test("while meters run, invoices and what comes after add up to all of it", async () => {
    const ids = Array.from({ length: 4 }, newId)
    const start = Date.parse("2026-11-23T10:00:00Z")
    const work = ids.map(async (id, n) => {
      for (let step = 0; step < 12; step += 1)
        await meter(
          level(id, new Date(start + step * 60_000 + n * 777).toISOString(), { quantity: BigInt(1000 + (step % 3)) }),
        )
    })
    const closings = ["10:03:00", "10:06:00", "10:09:00"].map((at) =>
      close({ until: `2026-11-23T${at}Z` }).catch(() => null),
    )
    await Promise.all([...work, ...closings])
    await close({ until: "2026-11-23T11:00:00Z" })
    const [billed] = await bench.worker.$queryRaw<{ sum: bigint }[]>`
      SELECT sum(l.quantity)::bigint AS sum FROM invoice_line l WHERE l.tenant_id = ${customer.tenantId}::uuid AND l.meter = 'component_core_hours'`
    const [used] = await bench.worker.$queryRaw<{ sum: bigint }[]>`
      SELECT round(sum(quantity * extract(epoch from least(coalesce(ends_at, '2026-11-23T11:00:00Z'), '2026-11-23T11:00:00Z') - starts_at)))::bigint AS sum
      FROM usage_interval WHERE tenant_id = ${customer.tenantId}::uuid`
    // Quantities on lines are rounded to whole unit-seconds, one line per invoice.
    expect(Math.abs(Number((billed?.sum ?? 0n) - (used?.sum ?? 0n)))).toBeLessThanOrEqual(3)
    expect(await findOverlaps(bench.worker)).toEqual([])
  })

  test("the billing loop invoices whole periods that are over, once", async () => {
    const own = await openBillingBench("2027-01-10T00:00:00Z")
    try {
      const place = await seedMarket(own.worker)
      const times = { anchor: "2026-11-01T00:00:00Z", activatedAt: "2026-11-16T00:00:00Z" }
      const { tenantId } = await seedCustomer(own.worker, place, times)
      const loop = createBilling(own.deps)
      const both = await Promise.all([loop.closeDuePeriods(10), loop.closeDuePeriods(10)])
      expect(both[0] + both[1]).toBe(2)
      const { items } = await loop.invoices(systemScope(tenantId), { limit: 10 })
      expect(items.map(({ totalMinor, periodStart }) => [periodStart.slice(0, 10), totalMinor])).toEqual([
        ["2026-12-01", "19000"],
        ["2026-11-01", "9500"],
      ])
    } finally {
      await own.close()
    }
  })
})

describe("who sees what", () => {
  test("a stranger's invoice is not found", async () => {
    const { invoiceId } = await close()
    const stranger = await seedCustomer(bench.worker, market, {
      anchor: "2026-11-01T00:00:00Z",
      activatedAt: "2026-11-01T00:00:00Z",
    })
    await expect(billing.invoice(systemScope(stranger.tenantId), invoiceId ?? "")).rejects.toMatchObject({
      code: "not_found",
    })
    expect((await billing.invoices(systemScope(stranger.tenantId), { limit: 10 })).items).toEqual([])
  })

  test("the provider lists open periods as they would be billed, and closed ones", async () => {
    await useALot()
    const preview = await billing.preview(scope())
    const open = await billing.periods(provider, { state: "open", tenantId: customer.tenantId, limit: 10 })
    expect(open.items).toMatchObject([{ totalMinor: preview.totalMinor, state: "open", invoiceId: null }])
    const { invoiceId } = await close()
    const closed = await billing.periods(provider, { state: "closed", tenantId: customer.tenantId, limit: 10 })
    expect(closed.items).toMatchObject([{ invoiceId, state: "closed", totalMinor: preview.totalMinor }])
    const page = await billing.periods(provider, { state: "open", limit: 1 })
    expect(page.items).toHaveLength(1)
    expect(page.nextCursor).not.toBeNull()
  })
})
