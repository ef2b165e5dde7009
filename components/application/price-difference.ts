import type { Blueprint } from "@/lib/blueprint/document"
import { hourlyPrice, ratesOf } from "@/lib/hourly-price"
import type { SizesByComponent } from "./size-steps"

type Rate = { meter: string; machineClass: string | null; microsPerUnit: string }

/** Price per hour of a drawing at these sizes while all of it runs, micros of the minor unit, before what a package includes. */
export function hourlyOf(blueprint: Blueprint, sizes: SizesByComponent, rates: readonly Rate[]): bigint {
  const hourly = ratesOf(rates)
  return blueprint.components.reduce((sum, component) => {
    const size = sizes[component.name]
    if (!size) return sum
    const volume = Object.values(component.volumes)[0]
    // A mirrored volume is kept twice and counted twice.
    const copies = volume ? size.count * (volume.mirrored ? 2 : 1) : 0
    return (
      sum +
      hourlyPrice(hourly, {
        cpuMillis: size.cpuMillis * size.count,
        memoryMib: size.memoryMib * size.count,
        volumeGib: (size.volumeGib ?? 0) * copies,
      })
    )
  }, 0n)
}
