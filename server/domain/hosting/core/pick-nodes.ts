export type Candidate = { id: string; name: string; rack: string }

/** `ams-n2` before `ams-n10`. */
export const byName = (a: { name: string }, b: { name: string }): number =>
  a.name.localeCompare(b.name, "en", { numeric: true })

/**
 * `count` of the candidates, spread over racks: each next node comes from the rack that has given the fewest so far (`heldRacks`:
 * racks of nodes the VDC already has), of those the one with most left, so that the spread stays possible. Null: too few. The
 * same candidates always give the same nodes.
 */
export function pickNodes(
  candidates: readonly Candidate[],
  count: number,
  heldRacks: readonly string[],
): Candidate[] | null {
  if (candidates.length < count) return null
  const left = new Map<string, Candidate[]>()
  for (const candidate of [...candidates].sort(byName))
    left.set(candidate.rack, [...(left.get(candidate.rack) ?? []), candidate])
  const given = new Map<string, number>()
  for (const rack of heldRacks) given.set(rack, (given.get(rack) ?? 0) + 1)
  const picked: Candidate[] = []
  while (picked.length < count) {
    const [best] = [...left.entries()]
      .filter(([, nodes]) => nodes.length > 0)
      .sort(
        ([a, nodesA], [b, nodesB]) =>
          (given.get(a) ?? 0) - (given.get(b) ?? 0) ||
          nodesB.length - nodesA.length ||
          a.localeCompare(b, "en", { numeric: true }),
      )
    const node = best?.[1].shift()
    if (!best || !node) return null
    given.set(best[0], (given.get(best[0]) ?? 0) + 1)
    picked.push(node)
  }
  return picked
}
