/** Money is a bigint of minor units (cents); prices are millionths of them. Nothing here touches binary fractions. */

/** n ÷ d to the nearest whole, halves away from zero: 5 ÷ 2 = 3, −5 ÷ 2 = −3. */
export function divideHalfAwayFromZero(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError("the divisor must be positive")
  const size = numerator < 0n ? -numerator : numerator
  const quotient = (2n * size + denominator) / (2n * denominator)
  return numerator < 0n ? -quotient : quotient
}

/** n ÷ d rounded up; both positive. */
export const divideUp = (numerator: bigint, denominator: bigint): bigint => (numerator + denominator - 1n) / denominator

/** Decimal text of `units` · 10^-digits: (12500000n, 6) is "12.500000". No grouping: for machines and sentences alike. */
export function fixed(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, "0")
  const sign = units < 0n ? "-" : ""
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Drops zeros at the end that say nothing: "12.500000" is "12.5", "3.000000" is "3". */
export const trimZeros = (decimal: string): string =>
  decimal.includes(".") ? decimal.replace(/0+$/, "").replace(/\.$/, "") : decimal

const digitsOf = new Map<string, number>()

/** Decimals of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. Throws RangeError for what is no currency code. */
export function minorDigits(currency: string): number {
  // Asked for every line of every invoice; making a formatter costs more than rating the line.
  const known = digitsOf.get(currency)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat("en", { style: "currency", currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  digitsOf.set(currency, digits)
  return digits
}

/** 1234 cents as "12.34 EUR". */
export const moneyText = (minor: bigint, currency: string): string =>
  `${fixed(minor, minorDigits(currency))} ${currency}`

/** Millionths of the minor unit as "0.0125 EUR": as many digits as it takes, at least the currency's own. */
export function priceText(micros: bigint, currency: string): string {
  const digits = minorDigits(currency)
  const [whole = "0", rest = ""] = trimZeros(fixed(micros, digits + 6)).split(".")
  return digits === 0 && rest === "" ? `${whole} ${currency}` : `${whole}.${rest.padEnd(digits, "0")} ${currency}`
}
