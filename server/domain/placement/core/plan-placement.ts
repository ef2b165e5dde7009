import { misfitsOf, type Misfit } from "./filters"
import { type Demand, type Fleet, freeOf, type NodeView } from "./fleet"
import { coresText, memoryText } from "./room-text"
import { scoreOf } from "./score"

export type Rejection = { nodeId: string; misfits: Misfit[] }
export type Plan =
  | { kind: "place"; demandId: string; nodeId: string; reason: string; rejections: Rejection[] }
  | { kind: "unplaceable"; demandId: string; reason: string; rejections: Rejection[] }

/** What it needs, in words: "0.25 cores and 192 MiB". */
export const needText = (demand: Demand): string =>
  `${coresText(demand.cpuMillis)} and ${memoryText(demand.memoryMib)}${demand.newVolumeGib > 0 ? ` and ${demand.newVolumeGib} GiB disk` : ""}`

/** Best node of the fleet for one demand. Ties break on id, so the same fleet always yields the same plan. */
function planOne(nodes: readonly NodeView[], demand: Demand): Plan {
  const rejections: Rejection[] = []
  let best: NodeView | null = null
  let bestScore = Number.NEGATIVE_INFINITY
  for (const node of nodes) {
    const misfits = misfitsOf(node, demand)
    if (misfits.length > 0) {
      rejections.push({ nodeId: node.id, misfits })
      continue
    }
    const score = scoreOf(node, demand)
    if (score > bestScore || (score === bestScore && best !== null && node.id < best.id)) [best, bestScore] = [node, score]
  }
  if (best) return { kind: "place", demandId: demand.id, nodeId: best.id, reason: whyThere(best, demand), rejections }
  const nodeName = (id: string) => nodes.find((n) => n.id === id)?.name ?? id
  const causes = rejections.map((r) => `${nodeName(r.nodeId)} ${r.misfits.map((m) => m.text).join(" and ")}`)
  const reason = `needs ${needText(demand)}; ${causes.length > 0 ? causes.join("; ") : "the data center has no nodes"}.`
  return { kind: "unplaceable", demandId: demand.id, reason, rejections }
}

function whyThere(node: NodeView, demand: Demand): string {
  const free = freeOf(node)
  const room = `${coresText(free.cpuMillis)} and ${memoryText(free.memoryMib)} were free`
  if (demand.dataOn !== null) return `on ${node.name}, where its data is; ${room}`
  return node.siblings.includes(demand.sibling)
    ? `on ${node.name}, beside others of its kind since no other node had room; ${room}`
    : `on ${node.name}, away from others of its kind; ${room}`
}

/** The fleet after a demand went to a node. */
function reserve(nodes: readonly NodeView[], nodeId: string, demand: Demand): NodeView[] {
  return nodes.map((node) =>
    node.id === nodeId
      ? {
          ...node,
          reserved: {
            cpuMillis: node.reserved.cpuMillis + demand.cpuMillis,
            memoryMib: node.reserved.memoryMib + demand.memoryMib,
            diskGib: node.reserved.diskGib + demand.newVolumeGib,
          },
          siblings: [...node.siblings, demand.sibling],
          failoverGroups: demand.failoverGroup ? [...node.failoverGroups, demand.failoverGroup] : node.failoverGroups,
        }
      : node,
  )
}

/** Plans demands one after the other, each seeing the ones before it. Pure: no clock, no database, no randomness. */
export function planPlacement(fleet: Fleet, demands: readonly Demand[]): Plan[] {
  let nodes = fleet.nodes
  return demands.map((demand) => {
    const plan = planOne(nodes, demand)
    if (plan.kind === "place") nodes = reserve(nodes, plan.nodeId, demand)
    return plan
  })
}

/** Where the second copy of a volume goes: another node, preferably in another rack, with most disk free. Null: none has room. */
export function planReplica(fleet: Fleet, volume: { sizeGib: number; primaryNodeId: string }): string | null {
  const primaryRack = fleet.nodes.find((n) => n.id === volume.primaryNodeId)?.rack
  const able = fleet.nodes.filter(
    (n) => n.id !== volume.primaryNodeId && n.accepts && freeOf(n).diskGib >= volume.sizeGib,
  )
  const rank = (n: NodeView) => (n.rack === primaryRack ? 0 : 1_000_000) + freeOf(n).diskGib
  const [best] = [...able].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))
  return best?.id ?? null
}
