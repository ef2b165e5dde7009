export type OperationState = "queued" | "running" | "succeeded" | "failed" | "cancelled"

/** Where an operation may go from where it is. Final states lead nowhere. */
const moves: Record<OperationState, readonly OperationState[]> = {
  queued: ["running", "cancelled"],
  running: ["succeeded", "failed", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
}

export const mayMove = (from: OperationState, to: OperationState): boolean => moves[from].includes(to)
export const isFinal = (state: OperationState): boolean => moves[state].length === 0
/** States from which `to` can be reached in one move: the `where` of a compare-and-set. */
export const statesBefore = (to: OperationState): OperationState[] =>
  (Object.keys(moves) as OperationState[]).filter((from) => mayMove(from, to))
