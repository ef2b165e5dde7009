import { expect, test } from "vitest"
import { nextState } from "./next-state"

test.each([
  ["running", "creating", "starting", "starting"],
  ["running", "starting", "running", "running"],
  ["running", "running", "failed", "failed"],
  ["running", "running", null, "starting"],
  ["running", "creating", null, null],
  ["running", "creating", "stopped", null],
  ["stopped", "running", "running", "stopping"],
  ["stopped", "stopping", "stopped", "stopped"],
  ["stopped", "stopping", null, "stopped"],
  ["stopped", "failed", "failed", "stopped"],
  ["removed", "running", "running", "stopping"],
] as const)("wanted %s, %s, node says %s → %s", (wanted, state, observed, next) =>
  expect(nextState(wanted, state, observed)).toBe(next),
)
