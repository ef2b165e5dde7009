import type { Demand, NodeView } from "../fleet"
import { acceptsWork } from "./accepts-work"
import { fitsRoom } from "./fits-room"
import { hasData } from "./has-data"
import { isPinned } from "./is-pinned"
import type { Misfit } from "./misfit"
import { keepsFailoverApart } from "./keeps-failover-apart"

export type { Misfit } from "./misfit"

/** The list is the policy. */
const nodeFilters = [acceptsWork, isPinned, hasData, keepsFailoverApart, fitsRoom]

/** Everything that speaks against the node; empty: it can take the demand. */
export const misfitsOf = (node: NodeView, demand: Demand): Misfit[] => nodeFilters.flatMap((filter) => filter(node, demand))
