import { moneyOfMicros, moneyOfMinor } from "../format/money"
import { cn } from "./cn"

/** An amount: `minor` in minor units, or `micros` in millionths of them (prices per hour, six decimals). */
export function Money({
  minor,
  micros,
  currency,
  digits,
  className,
}: {
  minor?: string | bigint
  micros?: string | bigint
  currency: string
  /** Decimals for `micros`; six unless told. */
  digits?: number
  className?: string
}) {
  const text = minor !== undefined ? moneyOfMinor(minor, currency) : moneyOfMicros(micros ?? 0n, currency, digits)
  return <span className={cn("whitespace-nowrap tabular", className)}>{text}</span>
}
