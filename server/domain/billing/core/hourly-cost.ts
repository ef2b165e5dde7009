import type { MeterName } from "@/lib/meter"
import { meters } from "@/lib/meter"
import { divideHalfAwayFromZero } from "@/lib/money"
import type { NodePurpose, VdcTerms } from "./rating-types"
import { rateFor, tariffAt } from "./tariff-parts"

/** What holds at one instant: whole units of the meter. */
export type CurrentLevel = {
  meter: MeterName
  machineClassId: string | null
  purpose: NodePurpose | null
  quantity: bigint
}

/** Price per hour of what runs at `at` beyond the package fee, in micros of the minor unit. */
export function hourlyMicros(terms: VdcTerms, levels: readonly CurrentLevel[], at: bigint): bigint {
  const tariff = tariffAt(terms.tariffs, at)
  return levels.reduce((sum, level) => {
    if (level.meter === "node_hours" && (level.purpose ?? "base") === "base") return sum
    const included = level.meter === "volume_gib_hours" && terms.active ? BigInt(terms.package.includedVolumeGib) : 0n
    const quantity = level.quantity > included ? level.quantity - included : 0n
    const rate = rateFor(tariff, level)
    return rate ? sum + divideHalfAwayFromZero(quantity * rate.microsPerUnit, meters[level.meter].scale) : sum
  }, 0n)
}
