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
/** Of which so much in looks that got no answer: nobody looks during a long pass, and a stall may come right after it. */
export const stalledForMs = 6_000

/** `silentSince`: when the first look was that got no answer, of those since the last that did. While nobody looked nothing is known. */
export type Watched = { down: boolean; lastSeenAt: Date | null; silentSince: Date | null }

export function judgeNode({ down, lastSeenAt, silentSince }: Watched, sight: Sight, now: Date): Verdict {
  if (sight === "report") return down ? "returned" : "up"
  if (down) return "still_down"
  if (lastSeenAt === null) return "missing"
  const missingMs = now.getTime() - lastSeenAt.getTime()
  if (sight === "refused") return missingMs >= refusedForMs ? "lost" : "missing"
  const silentMs = silentSince === null ? 0 : now.getTime() - silentSince.getTime()
  return missingMs >= silentForMs && silentMs >= stalledForMs ? "lost" : "missing"
}
