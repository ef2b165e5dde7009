import { type Demand, freeOf, type NodeView } from "./fleet"

const ratio = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.max(0, part) / whole)

/**
 * Higher is better. Siblings apart comes first (a lost node then takes as few of them as can be), then where it ran last (its caches
 * and copies are there), then the dot product of demand and free space, both as shares of the node: a demand heavy in memory goes to
 * a node with memory to spare, which wastes less on opposed sizes than best fit does.
 */
export function scoreOf(node: NodeView, demand: Demand): number {
  const free = freeOf(node)
  const siblings = node.siblings.filter((s) => s === demand.sibling).length
  const home = demand.lastNodeId === node.id ? 1 : 0
  const match =
    ratio(demand.cpuMillis, node.size.cpuMillis) * ratio(free.cpuMillis, node.size.cpuMillis) +
    ratio(demand.memoryMib, node.size.memoryMib) * ratio(free.memoryMib, node.size.memoryMib) +
    ratio(demand.newVolumeGib, node.size.diskGib) * ratio(free.diskGib, node.size.diskGib)
  return -siblings * 100 + home * 10 + match
}
