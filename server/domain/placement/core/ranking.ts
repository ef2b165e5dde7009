/**
 * Nodes in the order of a score that only falls while room is taken. A node that took something is not moved at once: it is looked
 * at again when it comes up (its old score is too good, never too bad), so taking room costs nothing and the next best node costs a
 * few steps instead of a look at every node. Whatever makes a score rise is told by `raise`.
 *
 * Equal scores: the lower node number first, so that the same fleet always gives the same answer.
 */
export class Ranking {
  /** Binary heap of (score, node), best first. */
  private scores: number[] = []
  private nodes: number[] = []
  /** Score under which a node stands in the heap; an entry with another score is a leftover. */
  private standing: Float64Array

  /** `scoreAt` gives -Infinity for a node that cannot take it. */
  constructor(
    nodeCount: number,
    private readonly scoreAt: (node: number) => number,
  ) {
    this.standing = new Float64Array(nodeCount)
    this.build()
  }

  private build(): void {
    this.scores.length = 0
    this.nodes.length = 0
    for (let node = 0; node < this.standing.length; node += 1) {
      const score = this.scoreAt(node)
      this.standing[node] = score
      if (score === Number.NEGATIVE_INFINITY) continue
      this.scores.push(score)
      this.nodes.push(node)
    }
    for (let at = (this.nodes.length >> 1) - 1; at >= 0; at -= 1) this.sink(at)
  }

  /**
   * The same nodes under another score, which must nowhere be better than this one's: then every place in this order is too good at
   * most, and a copy of it will do.
   */
  under(scoreAt: (node: number) => number): Ranking {
    const copy = new Ranking(0, scoreAt)
    copy.standing = this.standing.slice()
    copy.scores = this.scores.slice()
    copy.nodes = this.nodes.slice()
    return copy
  }

  /** The node's score may have become better. */
  raise(node: number): void {
    const score = this.scoreAt(node)
    if (score > this.standingOf(node)) this.push(node, score)
    // Leftovers of nodes that rose again and again; without this a ranking that lives long would grow for ever.
    if (this.nodes.length > 4 * this.standing.length) this.build()
  }

  /**
   * Best node when `adjust` (never above 0; -Infinity rules a node out) is added to its score; null when no node is left. Looks at
   * nodes in order and stops as soon as none of the others can be better.
   */
  best(adjust: ((node: number) => number) | null): { node: number; score: number } | null {
    const aside: number[] = []
    let best: { node: number; score: number } | null = null
    for (let node = this.top(); node !== null; node = this.top()) {
      const standing = this.standingOf(node)
      if (best && (standing < best.score || (standing === best.score && node > best.node))) break
      const score: number = standing + (adjust ? adjust(node) : 0)
      const better = best === null || score > best.score || (score === best.score && node < best.node)
      if (score !== Number.NEGATIVE_INFINITY && better) best = { node, score }
      if (best && adjust === null) break
      aside.push(node)
      this.pop()
    }
    for (const node of aside) this.push(node, this.standingOf(node))
    return best
  }

  /** The node that comes first now, with its score brought up to date. */
  private top(): number | null {
    for (;;) {
      const node = this.nodes[0]
      const listed = this.scores[0]
      if (node === undefined || listed === undefined) return null
      if (listed !== this.standingOf(node)) {
        this.pop()
        continue
      }
      const score = this.scoreAt(node)
      if (score === listed) return node
      this.standing[node] = score
      if (score === Number.NEGATIVE_INFINITY) {
        this.pop()
        continue
      }
      this.scores[0] = score
      this.sink(0)
    }
  }

  private standingOf(node: number): number {
    return this.standing[node] ?? Number.NEGATIVE_INFINITY
  }

  private push(node: number, score: number): void {
    this.standing[node] = score
    this.scores.push(score)
    this.nodes.push(node)
    let at = this.nodes.length - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(at, parent)) break
      this.swap(at, parent)
      at = parent
    }
  }

  private pop(): void {
    const last = this.nodes.length - 1
    if (last > 0) this.swap(0, last)
    this.scores.pop()
    this.nodes.pop()
    this.sink(0)
  }

  private sink(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      let first = at
      if (left < this.nodes.length && this.before(left, first)) first = left
      if (right < this.nodes.length && this.before(right, first)) first = right
      if (first === at) return
      this.swap(at, first)
      at = first
    }
  }

  private before(a: number, b: number): boolean {
    const left = this.scores[a] as number
    const right = this.scores[b] as number
    return left > right || (left === right && (this.nodes[a] as number) < (this.nodes[b] as number))
  }

  private swap(a: number, b: number): void {
    const { scores, nodes } = this
    const score = scores[a] as number
    const node = nodes[a] as number
    scores[a] = scores[b] as number
    nodes[a] = nodes[b] as number
    scores[b] = score
    nodes[b] = node
  }
}
