import { type CopyAge, type Loss, mirrorPromiseMs } from "@/lib/copy-age"

export type CopyView = {
  role: "primary" | "replica"
  state: "ok" | "syncing" | "degraded"
  ageMs: number | null
  asOf: Date | null
  node: { name: string; isDown: boolean; downSince: Date | null; lastSeenAt: Date | null }
}
/** How mirrors follow on the fabric the volume is on. */
export type Following = "live" | "periodic"

export function copyAge(copy: CopyView, nowMs: number): CopyAge {
  if (copy.role === "primary") return { inStep: false, asOf: null, ageMs: null }
  const { node, asOf } = copy
  if (asOf) return { inStep: false, asOf: asOf.toISOString(), ageMs: Math.max(0, nowMs - asOf.getTime()) }
  if (copy.ageMs === null || copy.state === "syncing") return { inStep: false, asOf: null, ageMs: null }
  if (!node.isDown) return { inStep: copy.ageMs === 0, asOf: null, ageMs: copy.ageMs }
  // It followed until its node went, and has stood still since.
  const until = (node.lastSeenAt ?? new Date(nowMs)).getTime() - copy.ageMs
  return { inStep: false, asOf: new Date(until).toISOString(), ageMs: Math.max(0, nowMs - until) }
}

/** Why nothing goes on from this mirror; null: something would. */
function whyNot(primary: CopyView, mirror: CopyView, age: CopyAge, following: Following): string | null {
  const { name, isDown } = mirror.node
  if (isDown) return `The mirror is on ${name}, which is down.`
  if (mirror.state === "syncing" || (!age.inStep && age.ageMs === null))
    return `The mirror on ${name} is not complete yet.`
  if (following === "periodic" || mirror.state === "ok") return null
  const { node } = primary
  const lastSeen = node.isDown ? node.lastSeenAt : null
  const wasInStep =
    lastSeen !== null && age.asOf !== null && Date.parse(age.asOf) >= lastSeen.getTime() - mirrorPromiseMs
  return wasInStep ? null : `The mirror on ${name} is not in step, so nothing goes on from it.`
}

/** Null: no copy was made yet, so there is nothing to lose. */
export function lossOf(copies: readonly CopyView[], following: Following, nowMs: number): Loss | null {
  const primary = copies.find((c) => c.role === "primary")
  if (!primary) return null
  const { name: node, isDown, downSince } = primary.node
  const loss = { node, isDown, asOf: null, ageMs: null, why: null }
  const mirrors = copies.filter((c) => c.role === "replica").map((copy) => ({ copy, age: copyAge(copy, nowMs) }))
  const [first] = mirrors
  if (!first) return { ...loss, kind: "all", why: `It is kept on ${node} only.` }
  const able = mirrors.find(({ copy, age }) => whyNot(primary, copy, age, following) === null)
  if (!able) return { ...loss, kind: "all", why: whyNot(primary, first.copy, first.age, following) }
  if (able.age.inStep || (following === "live" && able.copy.state !== "ok")) return { ...loss, kind: "nothing" }
  const { asOf, ageMs } = able.age
  if (!isDown || asOf === null) return { ...loss, kind: "latest", asOf, ageMs }
  return { ...loss, kind: "latest", ageMs: Math.max(0, (downSince?.getTime() ?? nowMs) - Date.parse(asOf)) }
}

export type Standing = { ageMs: number | null; asOf: Date | null }

/** What is written of a copy that was looked at: an age that grows all the time becomes the instant it is counted from. */
export function standingOf(
  seen: { role: "primary" | "replica"; state: "ok" | "syncing" | "degraded"; ageMs: number | null },
  following: Following,
  lookedAt: Date,
): Standing {
  if (seen.role === "primary" || seen.ageMs === null || seen.state === "syncing") return { ageMs: null, asOf: null }
  // Whole seconds, rounded up: it is a most, and changes seldom.
  if (following === "live" && seen.state === "ok") return { ageMs: Math.ceil(seen.ageMs / 1_000) * 1_000, asOf: null }
  return { ageMs: null, asOf: new Date(lookedAt.getTime() - seen.ageMs) }
}

/** Would a person read something else? */
export function isElsewhere(known: Standing, now: Standing): boolean {
  if (known.asOf === null || now.asOf === null) {
    if (known.asOf !== now.asOf) return true
    if (known.ageMs === null || now.ageMs === null) return known.ageMs !== now.ageMs
    if ((known.ageMs === 0) !== (now.ageMs === 0)) return true
    // More is said at once; less only when it is much less, for how far behind a copy is wavers.
    return now.ageMs > known.ageMs || now.ageMs <= known.ageMs - 2_000
  }
  // A pass does not know to the millisecond when a node was asked; two refreshes are further apart.
  return Math.abs(known.asOf.getTime() - now.asOf.getTime()) > 2_000
}
