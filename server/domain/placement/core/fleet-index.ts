import { type Misfit, misfitsOf, passes } from "./filters"
import { type Candidate, type Demand, type Fleet, freeOf, type NodeView, type Resident, type Room } from "./fleet"
import { NodeCounts } from "./node-counts"
import { Ranking } from "./ranking"
import { matchOf, type Policy, scoreOf, type Weights, weightsOf } from "./score"

/** Where a demand goes best, and what there was to say about it before it went there. */
export type Choice = {
  node: NodeView
  free: Room
  /** Others of its kind on that node already. */
  siblings: number
}

/** Room an instance has on a node of the index. */
export type Held = { at: number; resident: Resident }

/** Rankings kept; sizes in use at one time are few. */
const maxRankings = 64
/** Nodes with siblings up to which passing over them is cheaper than a ranking of their own. */
const smallArray = 16

const sizeKey = (d: Demand): string => `${d.machine}/${d.cpuMillis}/${d.memoryMib}/${d.newVolumeGib}`

/**
 * The nodes of a fleet, kept ready for the next placement: room as plain numbers, and per size of demand the order in which nodes
 * come. `reserve` and `release` keep it in step, so a fleet that lives long is read once.
 */
export class FleetIndex {
  readonly nodes: readonly NodeView[]
  private readonly byId: Map<string, number>
  private readonly cpu: Float64Array
  private readonly memory: Float64Array
  private readonly disk: Float64Array
  private readonly up: Uint8Array
  /** Instances on the node. */
  private readonly held: Uint32Array
  private readonly weights: Weights
  private readonly siblings = new NodeCounts()
  private readonly failoverGroups = new NodeCounts()
  /** What came and went since the fleet was read, by instance; null: it left. */
  private readonly moved = new Map<string, Held | null>()
  private readonly rankings = new Map<string, Ranking>()

  constructor(
    fleet: Fleet,
    readonly policy: Policy = "spread",
  ) {
    this.nodes = [...fleet.nodes].sort((a, b) => (a.id < b.id ? -1 : 1))
    this.byId = new Map(this.nodes.map((node, at) => [node.id, at]))
    const count = this.nodes.length
    this.cpu = new Float64Array(count)
    this.memory = new Float64Array(count)
    this.disk = new Float64Array(count)
    this.up = new Uint8Array(count)
    this.held = new Uint32Array(count)
    this.weights = weightsOf(fleet)
    for (const [at, node] of this.nodes.entries()) {
      const free = freeOf(node)
      this.cpu[at] = free.cpuMillis
      this.memory[at] = free.memoryMib
      this.disk[at] = free.diskGib
      this.up[at] = node.state === "up" ? 1 : 0
      this.held[at] = node.residents.length
      for (const { sibling, failoverGroup } of node.residents) {
        this.siblings.list(sibling, at)
        if (failoverGroup !== null) this.failoverGroups.list(failoverGroup, at)
      }
    }
  }

  /** Best node for the demand; null: none can take it. Takes nothing yet. */
  choose(demand: Demand): Choice | null {
    const at = this.bestFor(demand)
    const node = at === null ? undefined : this.nodes[at]
    if (at === null || !node) return null
    const candidate = this.candidateAt(at)
    // The order is only a quicker way to the same answer: the filters have the last word.
    if (!passes(candidate, demand)) throw new Error(`${node.name} was chosen for ${demand.path} against a filter`)
    return { node, free: candidate.free, siblings: this.siblings.at(demand.sibling, at) }
  }

  /** Why each node cannot take it; nodes that can are left out. */
  rejections(demand: Demand): { nodeId: string; misfits: Misfit[] }[] {
    return this.nodes.flatMap((node, at) => {
      const misfits = misfitsOf(this.candidateAt(at), demand)
      return misfits.length > 0 ? [{ nodeId: node.id, misfits }] : []
    })
  }

  /** Names of other nodes that have instances of this kind: the first few, and how many there are. */
  othersWith(sibling: string, nodeId: string, take: number): { names: string[]; count: number } {
    const nodes = this.siblings.nodes(sibling)
    const names: string[] = []
    for (const at of nodes.keys()) {
      const node = this.nodes[at]
      if (node && node.id !== nodeId) names.push(node.name)
      if (names.length === take) break
    }
    return { names, count: nodes.size - (nodes.has(this.byId.get(nodeId) ?? -1) ? 1 : 0) }
  }

  /** Room as it is now. Residents are those the fleet was read with. */
  toFleet(): Fleet {
    return {
      nodes: this.nodes.map((node, at) => ({
        ...node,
        reserved: {
          cpuMillis: node.size.cpuMillis - (this.cpu[at] ?? 0),
          memoryMib: node.size.memoryMib - (this.memory[at] ?? 0),
          diskGib: node.size.diskGib - (this.disk[at] ?? 0),
        },
      })),
    }
  }

  nameOf(nodeId: string): string {
    return this.nodes[this.byId.get(nodeId) ?? -1]?.name ?? nodeId
  }

  reserve(demand: Demand, nodeId: string): void {
    const at = this.byId.get(nodeId)
    if (at === undefined) throw new Error(`node ${nodeId} is not of this fleet`)
    const { id, sibling, failoverGroup, cpuMillis, memoryMib, newVolumeGib: pendingGib } = demand
    const resident = { id, sibling, failoverGroup, cpuMillis, memoryMib, pendingGib }
    this.put({ at, resident })
  }

  /** The instance lets its room go, if it has any. `nodeId` is where the fleet as it was read had it. `put` takes it back. */
  release(instanceId: string, nodeId: string | null): Held | null {
    const held = this.heldBy(instanceId, nodeId)
    if (!held) return null
    this.take(held.at, held.resident, -1)
    this.moved.set(instanceId, null)
    this.raise(held.at)
    return held
  }

  put(held: Held): void {
    this.take(held.at, held.resident, 1)
    this.moved.set(held.resident.id, held)
    // The first instance makes an empty node one in use, which `pack` likes better.
    if (this.policy === "pack" && this.held[held.at] === 1) this.raise(held.at)
  }

  private heldBy(instanceId: string, nodeId: string | null): Held | null {
    const moved = this.moved.get(instanceId)
    if (moved !== undefined) return moved
    const at = nodeId === null ? undefined : this.byId.get(nodeId)
    if (at === undefined) return null
    const resident = this.nodes[at]?.residents.find((r) => r.id === instanceId)
    return resident ? { at, resident } : null
  }

  private take(at: number, resident: Resident, sign: 1 | -1): void {
    this.cpu[at] = (this.cpu[at] ?? 0) - sign * resident.cpuMillis
    this.memory[at] = (this.memory[at] ?? 0) - sign * resident.memoryMib
    this.disk[at] = (this.disk[at] ?? 0) - sign * resident.pendingGib
    this.mark(at, resident, sign)
  }

  private mark(at: number, { sibling, failoverGroup }: Resident, sign: 1 | -1): void {
    this.held[at] = (this.held[at] ?? 0) + sign
    this.siblings.add(sibling, at, sign)
    if (failoverGroup !== null) this.failoverGroups.add(failoverGroup, at, sign)
  }

  private raise(at: number): void {
    for (const ranking of this.rankings.values()) ranking.raise(at)
  }

  private candidateAt(at: number): Candidate {
    const { id, name, state, runsVms } = this.nodes[at] as NodeView
    return {
      id,
      name,
      state,
      runsVms,
      free: { cpuMillis: this.cpu[at] ?? 0, memoryMib: this.memory[at] ?? 0, diskGib: this.disk[at] ?? 0 },
      failoverGroups: { has: (group) => this.failoverGroups.at(group, at) > 0 },
    }
  }

  private bestFor(demand: Demand): number | null {
    if (demand.pin.length > 0 || demand.dataOn !== null) return this.bestOf(demand, demand.dataOn ?? demand.pin)
    const first = this.bestRanked(demand)
    const home = demand.lastNodeId === null ? null : this.bestOf(demand, [demand.lastNodeId])
    if (first === null || home === null) return first
    const [a, b] = [this.fullScore(demand, first), this.fullScore(demand, home)]
    return b > a || (b === a && home < first) ? home : first
  }

  /** Few nodes come into question: each is asked. */
  private bestOf(demand: Demand, nodeIds: readonly string[]): number | null {
    let best: number | null = null
    let bestScore = Number.NEGATIVE_INFINITY
    for (const id of nodeIds) {
      const at = this.byId.get(id)
      if (at === undefined || !passes(this.candidateAt(at), demand)) continue
      const score = this.fullScore(demand, at)
      if (best === null || score > bestScore || (score === bestScore && at < best)) [best, bestScore] = [at, score]
    }
    return best
  }

  private fullScore(demand: Demand, at: number): number {
    const isHome = this.nodes[at]?.id === demand.lastNodeId
    return this.scoreAt(demand, at, this.siblings.at(demand.sibling, at), isHome)
  }

  private scoreAt(demand: Demand, at: number, siblings: number, isHome: boolean): number {
    const match = matchOf(demand, this.weights, this.cpu[at] ?? 0, this.memory[at] ?? 0, this.disk[at] ?? 0)
    return scoreOf(match, siblings, (this.held[at] ?? 0) > 0, isHome, this.policy)
  }

  private fits(demand: Demand, at: number): boolean {
    return (
      demand.cpuMillis <= (this.cpu[at] ?? 0) &&
      demand.memoryMib <= (this.memory[at] ?? 0) &&
      (demand.newVolumeGib === 0 || demand.newVolumeGib <= (this.disk[at] ?? 0)) &&
      this.up[at] === 1 &&
      (demand.machine === "container" || this.nodes[at]?.runsVms === true)
    )
  }

  /**
   * The first instances of an array ask the ranking of their size, which all components of that size share, and pass over the few
   * nodes that have a sibling. A large array gets a ranking of its own that counts them.
   */
  private bestRanked(demand: Demand): number | null {
    const { sibling, failoverGroup } = demand
    const size = sizeKey(demand)
    const siblings = this.siblings.nodes(sibling)
    if (siblings.size > smallArray) {
      const own = `${size} ${sibling} ${failoverGroup ?? ""}`
      return this.ranking(own, () => this.arrayRanking(demand, size)).best(null)?.node ?? null
    }
    const group = failoverGroup === null ? null : this.failoverGroups.nodes(failoverGroup)
    const ranking = this.ranking(size, () => this.sizeRanking(demand))
    if (siblings.size === 0 && !group?.size) return ranking.best(null)?.node ?? null
    const best = ranking.best((at) =>
      group?.has(at) ? Number.NEGATIVE_INFINITY : scoreOf(0, siblings.get(at) ?? 0, false, false, this.policy),
    )
    return best?.node ?? null
  }

  private ranking(key: string, make: () => Ranking): Ranking {
    const kept = this.rankings.get(key) ?? make()
    this.rankings.delete(key)
    this.rankings.set(key, kept)
    const [oldest] = this.rankings.keys()
    if (this.rankings.size > maxRankings && oldest !== undefined) this.rankings.delete(oldest)
    return kept
  }

  private sizeRanking(demand: Demand): Ranking {
    return new Ranking(this.nodes.length, (at) =>
      this.fits(demand, at) ? this.scoreAt(demand, at, 0, false) : Number.NEGATIVE_INFINITY,
    )
  }

  private arrayRanking(demand: Demand, size: string): Ranking {
    const { sibling, failoverGroup } = demand
    return this.ranking(size, () => this.sizeRanking(demand)).under((at) => {
      if (!this.fits(demand, at)) return Number.NEGATIVE_INFINITY
      if (failoverGroup !== null && this.failoverGroups.at(failoverGroup, at) > 0) return Number.NEGATIVE_INFINITY
      return this.scoreAt(demand, at, this.siblings.at(sibling, at), false)
    })
  }
}
