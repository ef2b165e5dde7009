import { expect, test } from "vitest"
import { changesOf } from "./audit-changes"

test.each([
  [{ role: "viewer" }, { role: "admin" }, ["role: viewer → admin"]],
  [null, { name: "CI", days: 3 }, ["name: CI", "days: 3"]],
  [{ email: "a@b.c" }, null, ["email: a@b.c → gone"]],
  [{ same: 1, list: [1] }, { same: 1, list: [1, 2] }, ["list: [1] → [1,2]"]],
  [null, null, []],
  ["text", 7, []],
])("%o to %o", (before, after, changes) => {
  expect(changesOf(before, after)).toEqual(changes)
})
