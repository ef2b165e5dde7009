type Counts = Map<number, number>
const nowhere: ReadonlyMap<number, number> = new Map()

/** How many of each kind there are on each node. What a fleet came with is only listed until somebody asks for that kind. */
export class NodeCounts {
  private readonly listed = new Map<string, number[]>()
  private readonly counts = new Map<string, Counts>()

  /** One more of `kind` on `node`, while the fleet is read. */
  list(kind: string, node: number): void {
    const nodes = this.listed.get(kind)
    if (nodes) nodes.push(node)
    else this.listed.set(kind, [node])
  }

  add(kind: string, node: number, by: 1 | -1): void {
    const counts = this.open(kind) ?? new Map<number, number>()
    this.counts.set(kind, counts)
    const count = (counts.get(node) ?? 0) + by
    if (count > 0) counts.set(node, count)
    else counts.delete(node)
  }

  at(kind: string, node: number): number {
    return this.open(kind)?.get(node) ?? 0
  }

  /** Node → how many, for nodes that have any. */
  nodes(kind: string): ReadonlyMap<number, number> {
    return this.open(kind) ?? nowhere
  }

  private open(kind: string): Counts | undefined {
    const known = this.counts.get(kind)
    if (known) return known
    const listed = this.listed.get(kind)
    if (!listed) return undefined
    const counts: Counts = new Map()
    for (const node of listed) counts.set(node, (counts.get(node) ?? 0) + 1)
    this.listed.delete(kind)
    this.counts.set(kind, counts)
    return counts
  }
}
