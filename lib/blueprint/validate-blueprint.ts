import type { Blueprint, ClassBoundary } from "./document"
import { rules } from "./rules"
import { type OpenEnds, ruleInput } from "./rules/rule"
import type { Violation } from "./violation"

/** Everything that is wrong with a drawing; empty: it may run. `boundaries` by `name@version`; `open`: see `RuleInput`. */
export const validateBlueprint = (
  blueprint: Blueprint,
  boundaries: Readonly<Record<string, ClassBoundary>>,
  open?: OpenEnds,
): Violation[] => {
  const input = ruleInput(blueprint, boundaries, open)
  return rules.flatMap((rule) => rule(input))
}
