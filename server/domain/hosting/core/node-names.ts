/** Names for `count` more nodes of a site, going on after the highest number there is: `ams-n1`, `ams-n2` → `ams-n3`. */
export function nextNodeNames(site: string, existing: readonly string[], count: number): string[] {
  const prefix = `${site}-n`
  const numbers = existing
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isInteger)
  const last = Math.max(0, ...numbers)
  return Array.from({ length: count }, (_, i) => `${prefix}${last + i + 1}`)
}

/** Racks for `count` more nodes: each goes where fewest stand. A site without nodes begins with three racks. */
export function nextRacks(existing: readonly string[], count: number): string[] {
  const standing = new Map((existing.length === 0 ? ["r1", "r2", "r3"] : existing).map((rack) => [rack, 0]))
  for (const rack of existing) standing.set(rack, (standing.get(rack) ?? 0) + 1)
  return Array.from({ length: count }, () => {
    const [[rack] = ["r1"]] = [...standing.entries()].sort(
      ([a, m], [b, n]) => m - n || a.localeCompare(b, "en", { numeric: true }),
    )
    standing.set(rack, (standing.get(rack) ?? 0) + 1)
    return rack
  })
}
