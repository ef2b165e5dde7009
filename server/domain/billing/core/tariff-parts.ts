import { cutAt, type Interval } from "@/lib/interval"
import type { MeterName } from "@/lib/meter"
import type { NodePurpose, Rate, TariffVersion } from "./rating-types"

export type TariffPart = { span: Interval; tariff: TariffVersion | null }

/** The version valid at `at`: the latest that began by then. `tariffs` are sorted oldest first. */
export const tariffAt = (tariffs: readonly TariffVersion[], at: bigint): TariffVersion | null =>
  tariffs.findLast(({ validFrom }) => validFrom <= at) ?? null

/** The period cut where prices change: within a part one version holds, so use in it has one price. */
export const tariffParts = (billed: Interval, tariffs: readonly TariffVersion[]): TariffPart[] =>
  cutAt(
    billed,
    tariffs.map(({ validFrom }) => validFrom),
  ).map((span) => ({ span, tariff: tariffAt(tariffs, span.from) }))

type Use = { meter: MeterName; machineClassId: string | null; purpose: NodePurpose | null }

/** The price for a use: the most specific that fits (machine class before purpose); null when the list has none. */
export function rateFor(tariff: TariffVersion | null, use: Use): Rate | null {
  const specific = (rate: Rate) => (rate.machineClassId === null ? 0 : 2) + (rate.purpose === null ? 0 : 1)
  const fits = (tariff?.rates ?? []).filter(
    (rate) =>
      rate.meter === use.meter &&
      (rate.machineClassId === null || rate.machineClassId === use.machineClassId) &&
      (rate.purpose === null || rate.purpose === (use.purpose ?? "base")),
  )
  return fits.sort((a, b) => specific(b) - specific(a) || (a.id < b.id ? -1 : 1))[0] ?? null
}
