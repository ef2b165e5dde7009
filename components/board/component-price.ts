import type { BlueprintComponent } from "@/lib/blueprint/document"
import { type MeterName, meters } from "@/lib/meter"
import { divideHalfAwayFromZero } from "@/lib/money"

export type Rate = { meter: string; microsPerUnit: string }

/** Price per hour of a component while all its instances run, micros of the minor unit, before what a package includes. */
export function hourlyMicrosOf(component: BlueprintComponent, rates: readonly Rate[]): bigint {
  const part = (meter: MeterName, quantity: number) => {
    const rate = rates.find((each) => each.meter === meter)
    return divideHalfAwayFromZero(BigInt(rate?.microsPerUnit ?? 0) * BigInt(quantity), meters[meter].scale)
  }
  const { count, resources, volumes } = component
  // A mirrored volume is kept twice and counted twice.
  const gib = Object.values(volumes).reduce((sum, { sizeGib, mirrored }) => sum + sizeGib * (mirrored ? 2 : 1), 0)
  return (
    part("component_core_hours", resources.cpuMillis * count) +
    part("component_memory_gib_hours", resources.memoryMib * count) +
    part("volume_gib_hours", gib * count)
  )
}
