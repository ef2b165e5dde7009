/** What a look at a node gave. `refused`: it answered at once that nothing is there; `silent`: no answer in time. */
export type Sight = "report" | "refused" | "silent"

export type Verdict =
  | "up"
  /** Missing, but not for long enough to act on. */
  | "missing"
  /** Gone: its components are lost and start elsewhere. */
  | "lost"
  /** Was down, answers again: clean it before it is used. */
  | "returned"
  | "still_down"

/** A closed door is proof enough soon; a silent node may only be slow (a 5 s stall must not move anything). */
export const refusedForMs = 1_500
export const silentForMs = 9_000

export function judgeNode(node: { down: boolean; lastSeenAt: Date | null }, sight: Sight, now: Date): Verdict {
  if (sight === "report") return node.down ? "returned" : "up"
  if (node.down) return "still_down"
  const missingMs = node.lastSeenAt === null ? 0 : now.getTime() - node.lastSeenAt.getTime()
  const patience = sight === "refused" ? refusedForMs : silentForMs
  return node.lastSeenAt !== null && missingMs >= patience ? "lost" : "missing"
}
