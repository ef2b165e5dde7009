import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Level, type NewInterval, type OpenInterval, planLevels, type Standing, standingKey } from "./plan-levels"

const base: Level = {
  tenantId: "t",
  vdcId: "v",
  applicationId: "a",
  subjectType: "component",
  subjectId: "c",
  subjectName: "shop:main.web[0]",
  meter: "component_core_hours",
  quantity: 500n,
  at: new Date(10),
}
const open = (startsAt: number, quantity = 500n): OpenInterval => ({
  id: "open",
  tenantId: "t",
  vdcId: "v",
  applicationId: "a",
  subjectId: "c",
  meter: "component_core_hours",
  quantity,
  machineClassId: null,
  purpose: null,
  startsAt: new Date(startsAt),
})
const standing = (part: Partial<Standing>) => new Map([[standingKey(base), { open: null, notBefore: null, ...part }]])
const nothing = { close: [], drop: [], open: [] }

describe("planLevels", () => {
  test("the same again changes nothing", () => {
    expect(planLevels([base], standing({ open: open(0) }))).toEqual(nothing)
    expect(planLevels([{ ...base, quantity: 0n }], new Map())).toEqual(nothing)
  })

  test("another quantity closes and opens at the same instant", () => {
    const plan = planLevels([{ ...base, quantity: 700n }], standing({ open: open(0) }))
    expect(plan.close).toEqual([{ id: "open", endsAt: new Date(10) }])
    expect(plan.open).toMatchObject([{ quantity: 700n, startsAt: new Date(10), endsAt: null }])
  })

  test("another application or purpose closes and opens too, another name does not", () => {
    expect(planLevels([{ ...base, applicationId: null }], standing({ open: open(0) })).open).toHaveLength(1)
    expect(planLevels([{ ...base, purpose: "burst" }], standing({ open: open(0) })).open).toHaveLength(1)
    expect(planLevels([{ ...base, subjectName: "renamed" }], standing({ open: open(0) }))).toEqual(nothing)
  })

  test("what would have no length is dropped, also when the news is older than the interval", () => {
    const plan = planLevels([{ ...base, quantity: 0n, at: new Date(5) }], standing({ open: open(20) }))
    expect(plan).toEqual({ close: [], drop: ["open"], open: [] })
  })

  test("nothing is written into what is closed already", () => {
    expect(planLevels([base], standing({ notBefore: new Date(50) })).open[0]?.startsAt).toEqual(new Date(50))
    const plan = planLevels([{ ...base, quantity: 0n }], standing({ open: open(0), notBefore: new Date(50) }))
    expect(plan.close).toEqual([{ id: "open", endsAt: new Date(50) }])
  })

  test("a batch is the same as one after the other, and what it makes never overlaps", () => {
    const steps = fc.array(
      fc.record({ quantity: fc.bigInt({ min: 0n, max: 2n }), at: fc.integer({ min: 0, max: 30 }) }),
    )
    fc.assert(
      fc.property(steps, (list) => {
        const levels = list.map(({ quantity, at }) => ({ ...base, quantity, at: new Date(at) }))
        const inBatch = planLevels(levels, new Map()).open.map(span)
        expect(oneByOne(levels)).toEqual(inBatch)
        inBatch.forEach((interval, index) => {
          if (interval.to !== null) expect(interval.from).toBeLessThan(interval.to)
          const next = inBatch[index + 1]
          if (next) expect(interval.to).toBeLessThanOrEqual(next.from)
        })
      }),
    )
  })

  test("a negative level is refused", () => {
    expect(() => planLevels([{ ...base, quantity: -1n }], new Map())).toThrow(RangeError)
  })
})

const span = ({ quantity, startsAt, endsAt }: NewInterval) => ({
  quantity,
  from: startsAt.getTime(),
  to: endsAt?.getTime() ?? null,
})

/** A database in miniature: applies each plan before the next level comes. */
function oneByOne(levels: Level[]) {
  let rows: (ReturnType<typeof span> & { id: string })[] = []
  levels.forEach((level, index) => {
    const last = rows.find(({ to }) => to === null)
    const ends = rows.flatMap(({ to }) => (to === null ? [] : [to]))
    const plan = planLevels(
      [level],
      standing({
        open: last ? { ...open(last.from, last.quantity), id: last.id } : null,
        notBefore: ends.length > 0 ? new Date(Math.max(...ends)) : null,
      }),
    )
    rows = rows.filter(({ id }) => !plan.drop.includes(id))
    rows = rows.map((row) => ({ ...row, to: plan.close.find(({ id }) => id === row.id)?.endsAt.getTime() ?? row.to }))
    rows.push(...plan.open.map((row) => ({ ...span(row), id: String(index) })))
  })
  return rows.map(({ id: _id, ...row }) => row)
}
