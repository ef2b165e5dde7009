import type { BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"
import type { ApiOutputs } from "../trpc"

export type ClassOut = ApiOutputs["classes"]["list"]["items"][number]
export type Terminal = ClassBoundary["terminals"][number]

/** Classes that may be drawn, as the board asks of them. */
export type Catalog = {
  classes: readonly ClassOut[]
  /** By `name@version`, for the rules. */
  boundaries: Readonly<Record<string, ClassBoundary>>
  classOf: (name: string) => ClassOut | undefined
  boundaryOf: (component: Pick<BlueprintComponent, "class" | "version">) => ClassBoundary | undefined
}

export function catalogOf(classes: readonly ClassOut[]): Catalog {
  const byName = new Map(classes.map((each) => [each.name, each]))
  const boundaries = Object.fromEntries(
    classes.flatMap(({ name, version, versions, boundary }) =>
      [version, ...versions].map((each) => [`${name}@${each}`, boundary] as const),
    ),
  )
  return {
    classes,
    boundaries,
    classOf: (name) => byName.get(name),
    boundaryOf: (component) => boundaries[`${component.class}@${component.version}`],
  }
}
