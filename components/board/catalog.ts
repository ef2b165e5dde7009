import { flatten } from "@/lib/blueprint/assembly/flatten"
import type { Interior } from "@/lib/blueprint/assembly/interior"
import type { BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"
import type { ApiOutputs } from "../trpc"

export type ClassOut = ApiOutputs["classes"]["list"]["items"][number]
export type Terminal = ClassBoundary["terminals"][number]
type Drawn = Pick<BlueprintComponent, "class" | "version">

/** Classes that may be drawn, as the board asks of them. */
export type Catalog = {
  classes: readonly ClassOut[]
  /** By `name@version`, for the rules. */
  boundaries: Readonly<Record<string, ClassBoundary>>
  /** Of assemblies, by `name@version`. */
  interiors: Readonly<Record<string, Interior>>
  classOf: (name: string) => ClassOut | undefined
  boundaryOf: (component: Drawn) => ClassBoundary | undefined
  interiorOf: (component: Drawn) => Interior | undefined
  /** What runs of a shape: itself, or all that is inside it, however deep. */
  partsOf: (component: BlueprintComponent) => readonly BlueprintComponent[]
}

const keyOf = ({ class: name, version }: Drawn): string => `${name}@${version}`

export function catalogOf(classes: readonly ClassOut[]): Catalog {
  const byName = new Map(classes.map((each) => [each.name, each]))
  const releases = classes.flatMap(({ name, version, boundary, interior, earlier }) =>
    [{ version, boundary, interior }, ...earlier].map((each) => ({ ...each, key: `${name}@${each.version}` })),
  )
  const boundaries = Object.fromEntries(releases.map(({ key, boundary }) => [key, boundary]))
  const interiors = Object.fromEntries(releases.flatMap(({ key, interior }) => (interior ? [[key, interior]] : [])))
  return {
    classes,
    boundaries,
    interiors,
    classOf: (name) => byName.get(name),
    boundaryOf: (component) => boundaries[keyOf(component)],
    interiorOf: (component) => interiors[keyOf(component)],
    partsOf: (component) =>
      interiors[keyOf(component)]
        ? flatten({ format: 1, components: [component], connections: [] }, interiors).components
        : [component],
  }
}
