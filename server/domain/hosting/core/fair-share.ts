/** Who else waits for nodes of one class in one data center, beside the VDC that asks. */
export type Claims = {
  /** Nodes delivered for orders of this VDC that it has not taken yet. */
  delivered: number
  /** The same of all others: theirs, however long they have waited. */
  deliveredToOthers: number
  /** What those who have waited longer still want beyond what was delivered for them. */
  wantedBefore: number
}

/**
 * How many of the free nodes the VDC may take. What was ordered for a VDC is its own; what is free otherwise goes to whoever has
 * waited longest.
 */
export function fairShare(free: number, claims: Claims): number {
  const left = Math.max(0, free - claims.deliveredToOthers)
  const own = Math.min(left, claims.delivered)
  return own + Math.max(0, left - own - claims.wantedBefore)
}
