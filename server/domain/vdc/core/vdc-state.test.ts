import { expect, test } from "vitest"
import { nextVdcState, type VdcEvent, type VdcState } from "./vdc-state"

test.each([
  ["provisioning", "ready", "active"],
  ["provisioning", "close", "closing"],
  ["provisioning", "suspend", null],
  ["active", "ready", null],
  ["active", "close", "closing"],
  ["active", "emptied", null],
  ["suspended", "resume", "active"],
  ["suspended", "close", "closing"],
  ["closing", "close", null],
  ["closing", "ready", null],
  ["closing", "emptied", "closed"],
  ["closed", "close", null],
  ["closed", "ready", null],
] as const satisfies readonly (readonly [VdcState, VdcEvent, VdcState | null])[])("%s, %s → %s", (from, event, to) => {
  expect(nextVdcState(from, event)).toBe(to)
})
