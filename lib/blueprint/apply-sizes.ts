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

function violationsOf(component: BlueprintComponent, size: Size): Violation[] {
  if (size.volumeGib === undefined || Object.keys(component.volumes).length > 0) return []
  const { name } = component
  return [
    {
      rule: "unknown_volume",
      component: name,
      message: `${name} has no volume.`,
      fix: "Leave its volume size out.",
      field: `components.${name}.volumeGib`,
    },
  ]
}

const unknownComponent = (name: string, names: readonly string[]): Violation => ({
  rule: "unknown_component",
  component: name,
  message: `There is no component called ${name}.`,
  fix: names.length > 0 ? `Choose one of ${names.join(", ")}.` : "Draw it first.",
  field: `components.${name}`,
})

/** The drawing with other counts and sizes. What is not drawn is a violation, not a silent no-op; ranges are `validateBlueprint`'s. */
export function applySizes(
  blueprint: Blueprint,
  sizes: Readonly<Record<string, Size>>,
): { blueprint: Blueprint; violations: Violation[] } {
  const names = blueprint.components.map((c) => c.name)
  const wanted = new Map(Object.entries(sizes))
  const strangers = [...wanted.keys()].filter((name) => !names.includes(name))
  return {
    blueprint: { ...blueprint, components: blueprint.components.map((c) => sized(c, wanted.get(c.name) ?? {})) },
    violations: [
      ...strangers.map((name) => unknownComponent(name, names)),
      ...blueprint.components.flatMap((c) => violationsOf(c, wanted.get(c.name) ?? {})),
    ],
  }
}
