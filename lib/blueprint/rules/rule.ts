import type { Blueprint, BlueprintComponent, ClassBoundary } from "../document"
import type { Violation } from "../violation"

export type RuleInput = { blueprint: Blueprint; boundaries: Readonly<Record<string, ClassBoundary>> }
/** Pure; says nothing about what another rule says already. */
export type Rule = (input: RuleInput) => Violation[]

export type KnownComponent = { component: BlueprintComponent; boundary: ClassBoundary }

/** Components with their boundary; those of an unknown class are `classes-known`'s business. */
export const known = ({ blueprint, boundaries }: RuleInput): KnownComponent[] =>
  blueprint.components.flatMap((component) => {
    const boundary = boundaries[`${component.class}@${component.version}`]
    return boundary ? [{ component, boundary }] : []
  })
