import type { BlueprintComponent } from "@/lib/blueprint/document"
import { hourlyPrice, ratesOf } from "@/lib/hourly-price"
import type { Catalog } from "./catalog"

export type Rate = { meter: string; microsPerUnit: string }

/** Price per hour of what runs of a shape. */
export const hourlyMicrosOfShape = (
  { partsOf }: Pick<Catalog, "partsOf">,
  component: BlueprintComponent,
  rates: readonly Rate[],
): bigint => partsOf(component).reduce((sum, part) => sum + hourlyMicrosOf(part, rates), 0n)

/** Price per hour of a component while all its instances run, micros of the minor unit, before what a package includes. */
function hourlyMicrosOf(component: BlueprintComponent, rates: readonly Rate[]): bigint {
  const { count, resources, volumes } = component
  // A mirrored volume is kept twice and counted twice.
  const gib = Object.values(volumes).reduce((sum, { sizeGib, mirrored }) => sum + sizeGib * (mirrored ? 2 : 1), 0)
  const { cpuMillis, memoryMib } = resources
  return hourlyPrice(ratesOf(rates), {
    cpuMillis: cpuMillis * count,
    memoryMib: memoryMib * count,
    volumeGib: gib * count,
  })
}
