import { expect, test } from "vitest"
import { mailRetrySeconds, maxMailAttempts } from "./mail-retry"

test("waits twice as long each time, up to eight hours, for two days in all", () => {
  const waits = Array.from({ length: maxMailAttempts }, (_, at) => mailRetrySeconds(at + 1))
  expect(waits.slice(0, 4)).toEqual([30, 60, 120, 240])
  expect(Math.max(...waits)).toBe(28_800)
  const hours = waits.reduce((sum, seconds) => sum + seconds, 0) / 3600
  expect(hours).toBeGreaterThan(24)
  expect(hours).toBeLessThan(72)
})
