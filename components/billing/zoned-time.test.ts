import { expect, test } from "vitest"
import { zonedRange, zonedTime } from "./zoned-time"

test("times are those of the named zone", () => {
  expect(zonedTime("2026-11-23T23:30:00Z", "Europe/Berlin")).toBe("24 Nov 2026, 00:30")
})

test("whole days need no clock", () => {
  expect(zonedRange("2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z", "Europe/Berlin")).toBe("1 Nov 2026 to 1 Dec 2026")
  expect(zonedRange("2026-11-01T00:00:00Z", "2026-11-23T12:34:00Z", "UTC")).toBe(
    "1 Nov 2026, 00:00 to 23 Nov 2026, 12:34",
  )
})
