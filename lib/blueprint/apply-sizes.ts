import type { Blueprint, BlueprintComponent } from "./document"
import type { Violation } from "./violation"

/** Overrides of one component: how many, how big. Left out: as drawn. `volumeGib` is for each of its volumes. */
export type Size = {
  count?: number | undefined
  cpuMillis?: number | undefined
  memoryMib?: number | undefined
  volumeGib?: number | undefined
}

const sized = (component: BlueprintComponent, size: Size): BlueprintComponent => ({
  ...component,
  count: size.count ?? component.count,
  resources: {
    cpuMillis: size.cpuMillis ?? component.resources.cpuMillis,
    memoryMib: size.memoryMib ?? component.resources.memoryMib,
  },
  volumes: Object.fromEntries(
    Object.entries(component.volumes).map(([name, volume]) => [
      name,
      { ...volume, sizeGib: size.volumeGib ?? volume.sizeGib },
    ]),
  ),
})

/** The drawing with other counts and sizes. A name that is not drawn is a violation, not a silent no-op. */
export function applySizes(
  blueprint: Blueprint,
  sizes: Readonly<Record<string, Size>>,
): { blueprint: Blueprint; violations: Violation[] } {
  const names = blueprint.components.map((c) => c.name)
  const violations = Object.keys(sizes)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      rule: "unknown_component",
      component: name,
      message: `There is no component called ${name}.`,
      fix: `It has ${names.join(", ")}.`,
      field: `components.${name}`,
    }))
  const components = blueprint.components.map((c) => sized(c, sizes[c.name] ?? {}))
  return { blueprint: { ...blueprint, components }, violations }
}
