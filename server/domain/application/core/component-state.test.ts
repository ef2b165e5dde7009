import { expect, test } from "vitest"
import { componentMoves, componentStatesBefore, isMetered, mayComponentMove } from "./component-state"

test.each([
  ["absent", "placing", true],
  ["placing", "waiting", true],
  ["waiting", "creating", true],
  ["running", "lost", true],
  ["lost", "placing", true],
  ["absent", "running", false],
  ["stopped", "running", false],
  ["stopped", "failed", false],
] as const)("%s → %s: %s", (from, to, allowed) => expect(mayComponentMove(from, to)).toBe(allowed))

test("every state can be left and reached", () => {
  for (const [from, to] of Object.entries(componentMoves)) expect([from, to.length > 0]).toEqual([from, true])
  for (const state of Object.keys(componentMoves))
    if (state !== "absent")
      expect(componentStatesBefore(state as keyof typeof componentMoves).length).toBeGreaterThan(0)
})

test("only what has a process is metered", () => {
  expect(isMetered("running")).toBe(true)
  expect(isMetered("stopping")).toBe(false)
  expect(isMetered("waiting")).toBe(false)
})
