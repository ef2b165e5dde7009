import { expect, test } from "vitest"
import { isFinal, mayMove, statesBefore } from "./operation-state"

test("an operation runs once and ends once", () => {
  expect(mayMove("queued", "running")).toBe(true)
  expect(mayMove("queued", "succeeded")).toBe(false)
  expect(mayMove("succeeded", "failed")).toBe(false)
  expect(statesBefore("running")).toEqual(["queued"])
  expect(statesBefore("failed")).toEqual(["running"])
  expect((["queued", "running", "succeeded", "failed", "cancelled"] as const).filter(isFinal)).toEqual([
    "succeeded",
    "failed",
    "cancelled",
  ])
})
