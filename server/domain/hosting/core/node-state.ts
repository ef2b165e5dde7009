export type NodeState = "available" | "assigned" | "draining" | "down" | "retired"
export type NodeEvent =
  | "assign"
  | "release"
  | "emptied"
  | "lose"
  | "returnAssigned"
  | "returnFree"
  | "retire"
  | "drain"
  | "restoreAssigned"
  | "restoreFree"
  | "returnDraining"

/**
 * `release` leads to `draining`, not to `available`: a node is offered to the next tenant only when everything of the last one is
 * off its disk (`emptied`). `drain`: its cluster evacuates it (`evacuated`) or the provider wants it empty (`drainReason`); it goes
 * back by `restore…`, and by `returnDraining` after it was down meanwhile.
 */
export const nodeMoves = {
  available: { assign: "assigned", lose: "down", retire: "retired", drain: "draining" },
  assigned: { release: "draining", lose: "down", drain: "draining" },
  draining: {
    release: "draining",
    emptied: "available",
    lose: "down",
    retire: "retired",
    restoreAssigned: "assigned",
    restoreFree: "available",
  },
  down: {
    returnAssigned: "assigned",
    returnFree: "available",
    returnDraining: "draining",
    release: "draining",
    retire: "retired",
  },
  retired: {},
} as const satisfies Record<NodeState, Partial<Record<NodeEvent, NodeState>>>

const moves: Record<NodeState, Partial<Record<NodeEvent, NodeState>>> = nodeMoves

export const nextNodeState = (from: NodeState, event: NodeEvent): NodeState | null => moves[from][event] ?? null

/** Where `event` may happen: the `where` of a compare-and-set. */
export const nodeStatesBefore = (event: NodeEvent): NodeState[] =>
  (Object.keys(moves) as NodeState[]).filter((from) => moves[from][event] !== undefined)
