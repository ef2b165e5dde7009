import { minorDigits } from "../../format/money"

/** "39.00" → "3900" in the currency's smallest unit; null when it is no such amount. */
export function minorOf(text: string, currency: string): string | null {
  const digits = minorDigits(currency)
  const typed = text.trim().replace(",", ".")
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(typed)
  if (!match || (match[2]?.length ?? 0) > digits) return null
  return BigInt(`${match[1]}${(match[2] ?? "").padEnd(digits, "0")}`).toString()
}

/** The amount as it is typed: "3900" → "39.00". */
export function typedOf(minor: string, currency: string): string {
  const digits = minorDigits(currency)
  if (digits === 0) return minor
  const padded = minor.padStart(digits + 1, "0")
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}
