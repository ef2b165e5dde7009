import { expect, test } from "vitest"
import { addressKey, rateRules, windowAt } from "./rate-rule"

test("a window starts at a multiple of its length and says how long it lasts", () => {
  const at = windowAt(rateRules.signInAccount, new Date("2026-03-01T10:20:30.400Z"))
  expect(at.start.toISOString()).toBe("2026-03-01T10:15:00.000Z")
  expect(at.secondsLeft).toBe(570)
})

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", ""],
])("%s counts as %s", (address, key) => {
  expect(addressKey(address)).toBe(key)
})
