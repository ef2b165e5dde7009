import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { amountOfMicros, amountOfMinor, decimal, moneyOfMicros, moneyOfMinor, monthlyOfMicros } from "./money"

describe("money", () => {
  it("writes minor units with the currency's own digits", () => {
    expect(moneyOfMinor("123456", "EUR")).toBe("1,234.56 EUR")
    expect(moneyOfMinor("5", "EUR")).toBe("0.05 EUR")
    expect(moneyOfMinor("-250", "USD")).toBe("−2.50 USD")
    expect(moneyOfMinor("1234567", "JPY")).toBe("1,234,567 JPY")
    expect(amountOfMinor("12345678901234567890", "EUR")).toBe("123,456,789,012,345,678.90")
  })

  it("writes prices per hour with six decimals", () => {
    expect(moneyOfMicros("2500000", "EUR")).toBe("0.025000 EUR")
    expect(amountOfMicros("1", "EUR")).toBe("0.000000")
    expect(amountOfMicros("50", "EUR")).toBe("0.000001")
    expect(amountOfMicros("1500000", "EUR", 2)).toBe("0.02")
  })

  it("makes a month of 730 hours", () => {
    expect(monthlyOfMicros("2500000", "EUR")).toBe("18.25")
  })

  it("rounds half away from zero, the same on both sides of zero", () => {
    expect(decimal(15n, 1, 0)).toBe("2")
    expect(decimal(-15n, 1, 0)).toBe("−2")
    expect(decimal(-4n, 1, 0)).toBe("0")
  })

  it("never loses a digit that is shown", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(8), (units, scale) => {
        const text = decimal(units, scale, scale).replaceAll(",", "").replace("−", "-").replace(".", "")
        return BigInt(text) === units
      }),
    )
  })
})
