import type { Blueprint } from "@/lib/blueprint/document"
import { meters } from "@/lib/meter"
import { divideHalfAwayFromZero } from "@/lib/money"
import type { SizesByComponent } from "./size-steps"

type Rate = { meter: string; machineClass: string | null; microsPerUnit: string }

/** Price per hour of a drawing at these sizes while all of it runs, micros of the minor unit, before what a package includes. */
export function hourlyOf(blueprint: Blueprint, sizes: SizesByComponent, rates: readonly Rate[]): bigint {
  const rate = (meter: string) => BigInt(rates.find((each) => each.meter === meter)?.microsPerUnit ?? 0)
  const part = (meter: keyof typeof meters, quantity: number) =>
    divideHalfAwayFromZero(rate(meter) * BigInt(quantity), meters[meter].scale)
  return blueprint.components.reduce((sum, component) => {
    const size = sizes[component.name]
    if (!size) return sum
    const volume = Object.values(component.volumes)[0]
    // A mirrored volume is kept twice and counted twice.
    const copies = volume ? size.count * (volume.mirrored ? 2 : 1) : 0
    return (
      sum +
      part("component_core_hours", size.cpuMillis * size.count) +
      part("component_memory_gib_hours", size.memoryMib * size.count) +
      part("volume_gib_hours", (size.volumeGib ?? 0) * copies)
    )
  }, 0n)
}
