import { monthlyOfMicros } from "../format/money"
import type { ApiOutputs } from "../trpc"

export type DataCenter = ApiOutputs["dataCenters"]["list"]["items"][number]
export type Package = ApiOutputs["packages"]["list"]["items"][number]

/** The price of a meter that does not depend on a machine class, micros per unit; null when the list has none. */
export const microsOf = (dataCenter: DataCenter, meter: string): string | null =>
  dataCenter.rates.find((rate) => rate.meter === meter && rate.machineClass === null)?.microsPerUnit ?? null

/** GiB of a volume for a month of 730 hours, as an amount. */
export const volumeMonth = (dataCenter: DataCenter): string | null => {
  const micros = microsOf(dataCenter, "volume_gib_hours")
  return micros === null ? null : monthlyOfMicros(micros, dataCenter.currency)
}

export const freeOf = (dataCenter: DataCenter, machineClass: string): number =>
  dataCenter.free.find((free) => free.machineClass === machineClass)?.nodes ?? 0
