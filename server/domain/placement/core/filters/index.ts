import type { Candidate, Demand } from "../fleet"
import { acceptsWork } from "./accepts-work"
import { fitsCpu } from "./fits-cpu"
import { fitsDisk } from "./fits-disk"
import { fitsMemory } from "./fits-memory"
import { hasData } from "./has-data"
import { isPinned } from "./is-pinned"
import { keepsFailoverApart } from "./keeps-failover-apart"
import type { Misfit, NodeFilter } from "./misfit"
import { runsMachine } from "./runs-machine"

export type { Misfit, MisfitCode } from "./misfit"

/**
 * The list is the policy; a planner that finds its node faster must end at one that passes it. There is no filter for images: a data
 * center has one fabric, so a class without an image for it is refused when the application is made.
 */
export const nodeFilters: readonly NodeFilter[] = [
  acceptsWork,
  runsMachine,
  isPinned,
  hasData,
  keepsFailoverApart,
  fitsCpu,
  fitsMemory,
  fitsDisk,
]

/** Everything that speaks against the node, with numbers; empty: it can take the demand. */
export const misfitsOf = (node: Candidate, demand: Demand): Misfit[] =>
  nodeFilters.flatMap((filter) => filter(node, demand) ?? [])

/** The same question without the reasons. */
export function passes(node: Candidate, demand: Demand): boolean {
  for (const filter of nodeFilters) if (filter(node, demand) !== null) return false
  return true
}
