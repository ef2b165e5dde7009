import type { z } from "zod"
import { applySizes, type Violation, validateBlueprint } from "@/lib/blueprint"
import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { ComponentSizes } from "@/lib/schemas/application"
import { DomainError } from "../domain-error"

export type Sizes = z.infer<typeof ComponentSizes>

/** The first rule that is broken, in the words of the rule, at the field it concerns. */
function refuse(violations: readonly Violation[]): void {
  const [first] = violations
  if (first) throw new DomainError("invalid", first.fix ? `${first.message} ${first.fix}` : first.message, first.field)
}

/** A drawing with other counts and sizes, checked against every rule of the blueprint. Throws `invalid` with the field. */
export function drawWithSizes(
  blueprint: Blueprint,
  sizes: Sizes,
  boundaries: Record<string, ClassBoundary>,
): Blueprint {
  const sized = applySizes(blueprint, sizes)
  refuse(sized.violations)
  refuse(validateBlueprint(sized.blueprint, boundaries))
  return sized.blueprint
}
