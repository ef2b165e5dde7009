import { expect, test } from "vitest"
import { minorOf, typedOf } from "./package-form"

test.each([
  ["39", "EUR", "3900"],
  ["39.5", "EUR", "3950"],
  ["39,00", "EUR", "3900"],
  ["0.07", "EUR", "7"],
  ["500", "JPY", "500"],
  ["39.001", "EUR", null],
  ["5.5", "JPY", null],
  ["", "EUR", null],
  ["-1", "EUR", null],
  ["1e3", "EUR", null],
])("%s %s is %s", (typed, currency, minor) => {
  expect(minorOf(typed, currency)).toBe(minor)
})

test("an amount is typed as it was", () => {
  expect(["3900", "7", "0"].map((minor) => typedOf(minor, "EUR"))).toEqual(["39.00", "0.07", "0.00"])
  expect(typedOf("500", "JPY")).toBe("500")
})
