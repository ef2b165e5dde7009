import { expect, test } from "vitest"
import { invitationState } from "./invitation-state"

const now = new Date("2026-03-01T12:00:00Z")
const later = new Date("2026-03-02T12:00:00Z")
const fresh = { expiresAt: later, acceptedAt: null, revokedAt: null }

test.each([
  [fresh, "open"],
  [{ ...fresh, expiresAt: now }, "expired"],
  [{ ...fresh, revokedAt: now }, "revoked"],
  [{ ...fresh, acceptedAt: now, expiresAt: now }, "accepted"],
] as const)("%o is %s", (dates, state) => {
  expect(invitationState(dates, now)).toBe(state)
})
