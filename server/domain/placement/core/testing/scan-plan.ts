import { misfitsOf } from "../filters"
import { candidateFor, type Demand, type Fleet, type NodeView, withResident } from "../fleet"
import { matchOf, type Policy, scoreOf, weightsOf } from "../score"

/** The planner as it would be without an index: every node is asked every time. What the index must agree with. */
export function scanPlan(fleet: Fleet, demands: readonly Demand[], policy: Policy): (string | null)[] {
  const weights = weightsOf(fleet)
  let nodes = [...fleet.nodes].sort((a, b) => (a.id < b.id ? -1 : 1))
  const leave = (node: NodeView, demand: Demand): NodeView => {
    const residents = node.residents.filter((r) => r.id !== demand.id)
    const own = node.residents.find((r) => r.id === demand.id)
    const { cpuMillis, memoryMib, diskGib } = node.reserved
    const reserved = {
      cpuMillis: cpuMillis - (own?.cpuMillis ?? 0),
      memoryMib: memoryMib - (own?.memoryMib ?? 0),
      diskGib: diskGib - (own?.pendingGib ?? 0),
    }
    return { ...node, residents, reserved }
  }
  return demands.map((demand) => {
    const left = nodes.map((node) => leave(node, demand))
    let best: { id: string; score: number } | null = null
    for (const node of left) {
      const candidate = candidateFor(node, demand)
      if (misfitsOf(candidate, demand).length > 0) continue
      const { cpuMillis, memoryMib, diskGib } = candidate.free
      const match = matchOf(demand, weights, cpuMillis, memoryMib, diskGib)
      const siblings = node.residents.filter((r) => r.sibling === demand.sibling).length
      const score = scoreOf(match, siblings, node.residents.length > 0, node.id === demand.lastNodeId, policy)
      if (best === null || score > best.score) best = { id: node.id, score }
    }
    const chosen = best?.id ?? null
    if (chosen !== null) nodes = left.map((node) => (node.id === chosen ? withResident(node, demand) : node))
    return chosen
  })
}
