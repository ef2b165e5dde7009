import type { Blueprint, ClassBoundary } from "./document"
import { rules } from "./rules"
import { ruleInput } from "./rules/rule"
import type { Violation } from "./violation"

/** Everything that is wrong with a drawing; empty: it may run. `boundaries` by `name@version`. */
export const validateBlueprint = (
  blueprint: Blueprint,
  boundaries: Readonly<Record<string, ClassBoundary>>,
): Violation[] => {
  const input = ruleInput(blueprint, boundaries)
  return rules.flatMap((rule) => rule(input))
}
