import { groupBy } from "../../group-by"
import type { Blueprint, BlueprintComponent, BlueprintConnection, ClassBoundary } from "../document"
import type { Violation } from "../violation"

export type KnownComponent = { component: BlueprintComponent; boundary: ClassBoundary }

/** A drawing as rules look at it: indexed once, so that each of them reads it in one go whatever its size. */
export type RuleInput = {
  blueprint: Blueprint
  boundaries: Readonly<Record<string, ClassBoundary>>
  /** Components with their boundary; those of an unknown class are `classes-known`'s business. */
  known: readonly KnownComponent[]
  /** Of `known`, by name; of two with one name the first. */
  byName: ReadonlyMap<string, KnownComponent>
  /** Wires of an output, by `component.terminal`. */
  wiresFrom: ReadonlyMap<string, readonly BlueprintConnection[]>
  /** Of the inside of an assembly: what its boundary sees to, by `component.terminal` and `component.property`. */
  open: OpenEnds
}
export type OpenEnds = { outputs: ReadonlySet<string>; properties: ReadonlySet<string> }
const noOpenEnds: OpenEnds = { outputs: new Set(), properties: new Set() }

/** Pure; says nothing about what another rule says already. */
export type Rule = (input: RuleInput) => Violation[]

export const outputKey = ({
  component,
  terminal,
}: Pick<BlueprintConnection["from"], "component" | "terminal">): string => `${component}.${terminal}`

export function ruleInput(
  blueprint: Blueprint,
  boundaries: Readonly<Record<string, ClassBoundary>>,
  open: OpenEnds = noOpenEnds,
): RuleInput {
  const known = blueprint.components.flatMap((component) => {
    const boundary = boundaries[`${component.class}@${component.version}`]
    return boundary ? [{ component, boundary }] : []
  })
  const byName = new Map<string, KnownComponent>()
  for (const part of known) if (!byName.has(part.component.name)) byName.set(part.component.name, part)
  const wiresFrom = groupBy(blueprint.connections, ({ from }) => outputKey(from))
  return { blueprint, boundaries, known, byName, wiresFrom, open }
}
