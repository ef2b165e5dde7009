import { expect, it } from "vitest"
import { groupState } from "./group-state"

const of = (...states: Parameters<typeof groupState>[0][number]["state"][]) => states.map((state) => ({ state }))

it("shows the worst of many, and degraded when some still run", () => {
  expect(groupState(of("running", "running"))).toBe("running")
  expect(groupState(of("running", "starting"))).toBe("starting")
  expect(groupState(of("running", "lost"))).toBe("degraded")
  expect(groupState(of("waiting"))).toBe("waiting")
  expect(groupState(of("stopped", "stopped"))).toBe("stopped")
  expect(groupState([])).toBe("absent")
})
