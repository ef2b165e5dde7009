/** Half-open [from, to) in microseconds since 1970 UTC. An event at a boundary belongs to the later interval. */
export type Interval = { from: bigint; to: bigint }

export const microsOf = (at: Date): bigint => BigInt(at.getTime()) * 1000n
/** Milliseconds are what a Date holds; what is finer is cut. */
export const dateOf = (micros: bigint): Date => new Date(Number(micros / 1000n))

export const intervalOf = (from: Date, to: Date): Interval => ({ from: microsOf(from), to: microsOf(to) })

export function earlierOf(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}
export function laterOf(a: bigint, b: bigint): bigint {
  if (a > b) return a
  return b
}

/** What both have, or null when they share no instant. */
export function intersect(a: Interval, b: Interval): Interval | null {
  const from = laterOf(a.from, b.from)
  const to = earlierOf(a.to, b.to)
  return from < to ? { from, to } : null
}

export const lengthOf = ({ from, to }: Interval): bigint => to - from

/** Cuts `whole` at the instants that lie inside it: the pieces are in order, touch each other, and add up to it. */
export function cutAt(whole: Interval, instants: readonly bigint[]): Interval[] {
  const inside = [...new Set(instants.filter((at) => at > whole.from && at < whole.to))].sort((a, b) =>
    a < b ? -1 : 1,
  )
  const edges = [whole.from, ...inside, whole.to]
  return edges.slice(1).map((to, index) => ({ from: edges[index] ?? whole.from, to }))
}
