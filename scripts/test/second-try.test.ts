import { expect, test } from "vitest"
import type { Tally } from "./run-part"
import { withSecondTry } from "./second-try"

function runs(...tallies: Tally[]) {
  const asked: (readonly string[])[] = []
  const run = async (files: readonly string[]) => {
    asked.push(files)
    const tally = tallies[asked.length - 1]
    if (!tally) throw new Error("ran more often than it should")
    return tally
  }
  return { asked, run }
}
const always = () => true

test("what passes is run once", async () => {
  const { asked, run } = runs({ passed: 7, failed: 0, failedIn: [] })
  expect(await withSecondTry(run, always)).toEqual({ passed: 7, failed: 0, failedIn: [] })
  expect(asked).toEqual([[]])
})

test("what fails by chance passes with its name", async () => {
  const { asked, run } = runs({ passed: 6, failed: 1, failedIn: ["a.test.ts"] }, { passed: 3, failed: 0, failedIn: [] })
  expect(await withSecondTry(run, always)).toMatchObject({ passed: 7, failed: 0, unsteady: ["a.test.ts"] })
  expect(asked).toEqual([[], ["a.test.ts"]])
})

test("what is broken fails", async () => {
  const broken = { passed: 6, failed: 1, failedIn: ["a.test.ts"] }
  expect(await withSecondTry(runs(broken, broken).run, always)).toEqual(broken)
})

test.each([
  ["nobody knows what failed", { passed: 6, failed: 1 }, true],
  ["much failed", { passed: 6, failed: 4, failedIn: ["a", "b", "c", "d", "e", "f"] }, true],
  ["it may not", { passed: 6, failed: 1, failedIn: ["a"] }, false],
])("no second try when %s", async (_, tally, may) => {
  const { asked, run } = runs(tally)
  expect(await withSecondTry(run, () => may)).toEqual(tally)
  expect(asked).toHaveLength(1)
})
