import { flatSize, flatten, mostComponents } from "@/lib/blueprint"
import type { Blueprint } from "@/lib/blueprint/document"
import type { Tx } from "@/server/db"
import { loadInteriors } from "../catalog"
import { DomainError } from "../domain-error"

/** What runs of a drawing: every assembly opened. Itself where it has none. Throws `over_quota` when that would be too many. */
export async function flattenDrawing(tx: Tx, blueprint: Blueprint): Promise<Blueprint> {
  const interiors = await loadInteriors(tx)
  const size = flatSize(blueprint, interiors)
  if (size > mostComponents)
    throw new DomainError(
      "over_quota",
      `This drawing holds ${size} components with its assemblies opened; an application has ${mostComponents} at most.`,
    )
  return flatten(blueprint, interiors)
}
