import { type MeterName, meters } from "./meter"
import { divideHalfAwayFromZero } from "./money"

/** Meter → millionths of the minor unit per unit and hour. */
export type HourlyRates = Partial<Record<MeterName, bigint>>

type Demand = { cpuMillis: number; memoryMib: number; volumeGib: number }

/** Of so much of what a meter counts, for an hour. */
export const meterPrice = (rates: HourlyRates, meter: MeterName, quantity: number): bigint =>
  divideHalfAwayFromZero((rates[meter] ?? 0n) * BigInt(quantity), meters[meter].scale)

/** Price per hour while it runs, micros of the minor unit. `volumeGib` counts every copy. Before what the package includes. */
export const hourlyPrice = (rates: HourlyRates, demand: Demand): bigint =>
  meterPrice(rates, "component_core_hours", demand.cpuMillis) +
  meterPrice(rates, "component_memory_gib_hours", demand.memoryMib) +
  meterPrice(rates, "volume_gib_hours", demand.volumeGib)

/** A tariff's list as rates; of a meter that is there twice the first. */
export const ratesOf = (list: readonly { meter: string; microsPerUnit: string }[]): HourlyRates =>
  Object.fromEntries([...list].reverse().map(({ meter, microsPerUnit }) => [meter, BigInt(microsPerUnit)]))
