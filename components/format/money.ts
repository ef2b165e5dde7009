/** Decimals of a currency's minor unit: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2 // not an ISO code: two is what most have
  }
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",")

/** Exact decimal text of `units` · 10^-scale, rounded half away from zero to `digits` decimals. */
export function decimal(units: bigint, scale: number, digits: number): string {
  const negative = units < 0n
  let whole = negative ? -units : units
  if (scale > digits) {
    const cut = 10n ** BigInt(scale - digits)
    whole = (whole + cut / 2n) / cut
  } else {
    whole *= 10n ** BigInt(digits - scale)
  }
  const text = whole.toString().padStart(digits + 1, "0")
  const integer = grouped(digits === 0 ? text : text.slice(0, -digits))
  const sign = negative && whole !== 0n ? "−" : ""
  return digits === 0 ? `${sign}${integer}` : `${sign}${integer}.${text.slice(-digits)}`
}

/** An amount in minor units ("123456" cents) as "1,234.56". */
export const amountOfMinor = (minor: string | bigint, currency: string): string =>
  decimal(BigInt(minor), minorDigits(currency), minorDigits(currency))

/** Millionths of the minor unit as an amount; prices per hour are shown with six decimals. */
export const amountOfMicros = (micros: string | bigint, currency: string, digits = 6): string =>
  decimal(BigInt(micros), 6 + minorDigits(currency), digits)

export const moneyOfMinor = (minor: string | bigint, currency: string): string =>
  `${amountOfMinor(minor, currency)} ${currency}`

export const moneyOfMicros = (micros: string | bigint, currency: string, digits = 6): string =>
  `${amountOfMicros(micros, currency, digits)} ${currency}`

/** Months differ; the product quotes 730 hours, as quotes from the server do. */
export const hoursPerMonth = 730n

/** Price per hour in micros as an amount per month of 730 hours, in the currency's own digits. */
export const monthlyOfMicros = (micros: string | bigint, currency: string): string =>
  amountOfMicros(BigInt(micros) * hoursPerMonth, currency, minorDigits(currency))
