/**
 * How far a mirror is behind what it is a copy of. In step: it has everything that was acknowledged. `asOf`: it stands still and has
 * what was written before that instant. Else it follows all the time, at most `ageMs` behind; null: it was never complete.
 */
export type CopyAge = { inStep: boolean; asOf: string | null; ageMs: number | null }

/** A mirror's promise outlives its last contact with the copy that is written by this, ms: the fabric's lease, and a look at it. */
export const mirrorPromiseMs = 3_000

/** `ageMs` is as it was told: a clock that is behind the portal's makes nothing younger. */
export function ageMsAt({ inStep, asOf, ageMs }: CopyAge, nowMs: number): number | null {
  if (inStep) return 0
  return asOf === null ? ageMs : Math.max(ageMs ?? 0, nowMs - Date.parse(asOf))
}

/** "43 s", "3 min": rounded up, for what it is said of is a most. */
export function atMost(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`
}

/** "in step", "as of 43 s ago", "at most 2 s behind" */
export function ageText(age: CopyAge, nowMs: number): string {
  if (age.inStep) return "in step"
  const ms = ageMsAt(age, nowMs)
  if (ms === null) return "not complete yet"
  return age.asOf === null ? `at most ${atMost(ms)} behind` : `as of ${atMost(ms)} ago`
}

/** What the failure of the node with the copy that is written takes with it. */
export type Loss = {
  /** `nothing` that was acknowledged, the `latest` writes, or `all` until the node is back. */
  kind: "nothing" | "latest" | "all"
  /** The node, which may have failed already. */
  node: string
  isDown: boolean
  /** Of `latest`: how far behind the mirror is (was, when the node failed). */
  asOf: string | null
  ageMs: number | null
  /** Of `all`: why no mirror takes over. */
  why: string | null
}

export function lossText(loss: Loss, nowMs: number): string {
  const { kind, node, isDown, why } = loss
  const when = isDown ? `${node} has failed` : `If ${node} fails now`
  if (kind === "all") return `${when}: all of it is away until ${node} is back. ${why}`
  if (kind === "nothing") return `${when}: nothing that was acknowledged ${isDown ? "is" : "would be"} lost.`
  const most = atMost(ageMsAt({ ...loss, inStep: false }, nowMs) ?? 0)
  return `${when}: up to the last ${most} of writes ${isDown ? "before that are" : "would be"} lost.`
}
