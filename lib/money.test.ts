import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { divideHalfAwayFromZero, fixed, moneyText, priceText, trimZeros } from "./money"

describe("divideHalfAwayFromZero", () => {
  test.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [0n, 7n, 0n],
    [1n, 2n, 1n],
  ])("%s ÷ %s = %s", (n, d, q) => expect(divideHalfAwayFromZero(n, d)).toBe(q))

  test("never further than a half from the exact quotient, and odd", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (n, d) => {
        const q = divideHalfAwayFromZero(n, d)
        const gap = 2n * (n - q * d)
        expect(gap <= d && gap >= -d).toBe(true)
        expect(divideHalfAwayFromZero(-n, d)).toBe(-q)
      }),
    )
  })
  test("refuses a divisor that is not positive", () => expect(() => divideHalfAwayFromZero(1n, 0n)).toThrow(RangeError))
})

test("fixed writes exact decimals", () => {
  expect(fixed(12_500_000n, 6)).toBe("12.500000")
  expect(fixed(-5n, 2)).toBe("-0.05")
  expect(fixed(7n, 0)).toBe("7")
})

test("amounts have the currency's own digits", () => {
  expect(moneyText(1234n, "EUR")).toBe("12.34 EUR")
  expect(moneyText(1234n, "JPY")).toBe("1234 JPY")
  expect(moneyText(1234n, "KWD")).toBe("1.234 KWD")
})

test("prices have as many digits as they need, at least the currency's", () => {
  expect(priceText(1_250_000n, "EUR")).toBe("0.0125 EUR")
  expect(priceText(100_000_000n, "EUR")).toBe("1.00 EUR")
  expect(priceText(0n, "EUR")).toBe("0.00 EUR")
  expect(priceText(5_000_000n, "JPY")).toBe("5 JPY")
})

test("trimZeros keeps whole numbers whole", () => {
  expect(trimZeros("100")).toBe("100")
  expect(trimZeros("3.000000")).toBe("3")
  expect(trimZeros("12.500000")).toBe("12.5")
})
