import type { Blueprint } from "@/lib/blueprint/document"
import { type HourlyRates, hourlyPrice, meterPrice } from "@/lib/hourly-price"
import { divideHalfAwayFromZero } from "@/lib/money"

const copies = (mirrored: boolean) => (mirrored ? 2 : 1)

/** What each component of a drawing costs per hour while all of it runs; what is on standby has only its volumes. */
export const linesOfDrawing = (rates: HourlyRates, { components }: Blueprint) =>
  components.map((c) => {
    const volumeGib = Object.values(c.volumes).reduce((sum, v) => sum + v.sizeGib * copies(v.mirrored), 0)
    const { cpuMillis, memoryMib } = c.standby ? { cpuMillis: 0, memoryMib: 0 } : c.resources
    const one = hourlyPrice(rates, { cpuMillis, memoryMib, volumeGib })
    return { component: c.name, count: c.count, hourlyMicros: one * BigInt(c.count), cpuMillis, memoryMib, volumeGib }
  })

export const hourlyOfDrawing = (rates: HourlyRates, blueprint: Blueprint): bigint =>
  linesOfDrawing(rates, blueprint).reduce((sum, line) => sum + line.hourlyMicros, 0n)

/** What keeping a snapshot of that size costs per hour, micros of the minor unit. */
export const hourlySnapshotPrice = (rates: HourlyRates, sizeGib: number): bigint =>
  meterPrice(rates, "snapshot_gib_hours", sizeGib)

/** A month of 730 hours, in whole minor units. */
export const monthlyMinor = (hourlyMicros: bigint): bigint => divideHalfAwayFromZero(hourlyMicros * 730n, 1_000_000n)
