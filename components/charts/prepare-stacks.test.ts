import { expect, test } from "vitest"
import { prepareStacks } from "./prepare-stacks"

const point = (bucket: number, key: string, amount: string) => ({ bucket, key, name: key.toUpperCase(), amount })

test("the largest first, one row per bucket", () => {
  const stacks = prepareStacks([point(0, "a", "1.500000"), point(2, "b", "4"), point(2, "a", "0.5")], 3)
  expect(stacks.series.map(({ key }) => key)).toEqual(["b", "a"])
  expect(stacks.rows).toEqual([{ a: 1.5 }, {}, { b: 4, a: 0.5 }])
})

test("from seven groups on the small ones are one", () => {
  const stacks = prepareStacks(
    "abcdefgh".split("").map((key, n) => point(0, key, String(10 - n))),
    1,
  )
  expect(stacks.series.map(({ name }) => name)).toEqual(["A", "B", "C", "D", "E", "3 others"])
  expect(stacks.rows[0]?.other).toBe(5 + 4 + 3)
})

test("nothing used is empty", () => {
  expect(prepareStacks([], 4)).toEqual({ series: [], rows: [{}, {}, {}, {}], empty: true })
  expect(prepareStacks([point(0, "a", "0.000000")], 1).empty).toBe(true)
})
