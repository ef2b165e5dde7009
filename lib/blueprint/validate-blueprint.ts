import type { Blueprint, ClassBoundary } from "./document"
import { rules } from "./rules"
import type { Violation } from "./violation"

/** Everything that is wrong with a drawing; empty: it may run. `boundaries` by `name@version`. */
export const validateBlueprint = (
  blueprint: Blueprint,
  boundaries: Readonly<Record<string, ClassBoundary>>,
): Violation[] => rules.flatMap((rule) => rule({ blueprint, boundaries }))
