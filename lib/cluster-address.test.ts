import { expect, test } from "vitest"
import { clusterAddress, plainFingerprint } from "./cluster-address"

test.each([
  ["10.99.0.1", "https://10.99.0.1:8443"],
  [" n1.example ", "https://n1.example:8443"],
  ["n1.example:9443", "https://n1.example:9443"],
  ["https://N1.example/", "https://n1.example:8443"],
  ["https://n1.example:443", "https://n1.example:443"],
  ["[2001:db8::1]", "https://[2001:db8::1]:8443"],
])("%s is the address %s", (typed, address) => {
  expect(clusterAddress(typed)).toBe(address)
})

test.each(["", "http://n1.example", "https://user@n1.example", "n1.example/1.0", "n1 example", "n1.example:99999"])(
  "%j is none",
  (typed) => {
    expect(clusterAddress(typed)).toBeNull()
  },
)

test("a fingerprint may have colons and capitals, and is of SHA-256", () => {
  const hex = "0123456789abcdef".repeat(4)
  expect(plainFingerprint(hex.toUpperCase().replace(/(..)(?!$)/g, "$1:"))).toBe(hex)
  expect(plainFingerprint(hex.slice(2))).toBeNull()
  expect(plainFingerprint("not one")).toBeNull()
})
