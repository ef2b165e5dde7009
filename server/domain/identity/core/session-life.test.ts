import { expect, test } from "vitest"
import { isAlive, sessionExpiry, shouldTouch } from "./session-life"

const start = new Date("2026-03-01T00:00:00Z")
const after = (days: number) => new Date(start.getTime() + days * 86_400_000)
const session = { expiresAt: sessionExpiry(start), lastSeenAt: start, revokedAt: null }

test.each([
  ["just made", session, 0, true],
  ["used within a week", session, 6.9, true],
  ["unused for a week", session, 7, false],
  ["used every day, until it is thirty days old", { ...session, lastSeenAt: after(29) }, 29.9, true],
  ["thirty days old", { ...session, lastSeenAt: after(29.9) }, 30, false],
  ["revoked", { ...session, revokedAt: start }, 0, false],
])("%s", (_, dates, days, alive) => {
  expect(isAlive(dates, after(days))).toBe(alive)
})

test("last seen is written once a minute", () => {
  expect(shouldTouch(null, start)).toBe(true)
  expect(shouldTouch(start, new Date(start.getTime() + 59_999))).toBe(false)
  expect(shouldTouch(start, new Date(start.getTime() + 60_000))).toBe(true)
})
