import type { Blueprint, BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"

export type Sizes = { count: number; cpuMillis: number; memoryMib: number; volumeGib?: number }
export type SizesByComponent = Record<string, Sizes>
type Range = { min: number; max: number }
export type SizeRanges = { count: Range; cpuMillis: Range; memoryMib: Range; volumeGib?: Range }

const nice: Record<keyof Sizes, number[]> = {
  count: Array.from({ length: 50 }, (_, at) => at + 1),
  cpuMillis: [
    50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12_000, 16_000, 24_000,
    32_000, 48_000, 64_000,
  ],
  memoryMib: [
    32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 24_576,
    32_768, 49_152, 65_536, 98_304, 131_072, 262_144, 524_288, 1_048_576,
  ],
  volumeGib: [
    1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 4000, 8000, 16_384,
  ],
}

/** Stops of a slider: round sizes within the range, its ends always among them. A linear one could not reach small sizes. */
export function sizeSteps(kind: keyof Sizes, { min, max }: Range): number[] {
  const inner = nice[kind].filter((value) => value > min && value < max)
  return min === max ? [min] : [min, ...inner, max]
}

/** Position on the slider of a value that may lie between two stops. */
export function nearestStep(steps: number[], value: number): number {
  let best = 0
  for (const [at, step] of steps.entries()) {
    if (Math.abs(step - value) < Math.abs((steps[best] ?? 0) - value)) best = at
  }
  return best
}

const firstVolume = (component: BlueprintComponent): number | undefined => Object.values(component.volumes)[0]?.sizeGib

/** The sizes that a drawing has now. */
export function sizesOf(blueprint: Blueprint): SizesByComponent {
  return Object.fromEntries(
    blueprint.components.map((component) => {
      const volumeGib = firstVolume(component)
      return [
        component.name,
        { count: component.count, ...component.resources, ...(volumeGib === undefined ? {} : { volumeGib }) },
      ]
    }),
  )
}

/** What the class allows. A volume never shrinks below what an existing application has. */
export function rangesOf(
  component: BlueprintComponent,
  boundary: ClassBoundary,
  volume: "new" | "existing",
): SizeRanges {
  const [name, current] = Object.entries(component.volumes)[0] ?? []
  const allowed = boundary.volumes.find((each) => each.name === name)?.sizeGib
  return {
    count: { min: 1, max: boundary.count.max },
    cpuMillis: boundary.resources.cpuMillis,
    memoryMib: boundary.resources.memoryMib,
    ...(current && allowed
      ? { volumeGib: { min: volume === "existing" ? current.sizeGib : allowed.min, max: allowed.max } }
      : {}),
  }
}

/** Only what differs from the drawing: what the API calls overrides. */
export function overrides(sizes: SizesByComponent, base: SizesByComponent): Record<string, Partial<Sizes>> {
  const result: Record<string, Partial<Sizes>> = {}
  for (const [name, wanted] of Object.entries(sizes)) {
    const from = base[name]
    if (!from) continue
    const changed = (Object.keys(wanted) as (keyof Sizes)[]).filter((key) => wanted[key] !== from[key])
    if (changed.length > 0) result[name] = Object.fromEntries(changed.map((key) => [key, wanted[key]]))
  }
  return result
}

/** "site", then "site-2", "site-3": the first that is free. */
export function suggestName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let n = 2; ; n++) if (!taken.includes(`${wanted}-${n}`)) return `${wanted}-${n}`
}
