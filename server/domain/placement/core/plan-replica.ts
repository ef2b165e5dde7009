import type { Misfit } from "./filters"
import { type Fleet, freeOf, type NodeView } from "./fleet"
import { rejectionsText } from "./rejections-text"
import { diskText } from "./room-text"

export type MirrorDemand = {
  sizeGib: number
  primaryNodeId: string
  /** The instance that would have to go on from the copy; null: nobody holds the volume. */
  holder: { machine: "container" | "vm"; cpuMillis: number; memoryMib: number; pin: readonly string[] } | null
}

export type ReplicaPlan =
  | { kind: "place"; nodeId: string; reason: string }
  | { kind: "unplaceable"; reason: string; rejections: { nodeId: string; misfits: Misfit[] }[] }

function misfitsOfMirror(node: NodeView, { sizeGib, primaryNodeId }: MirrorDemand): Misfit[] {
  if (node.id === primaryNodeId) return [{ code: "data", text: "has the first copy" }]
  if (node.state === "down") return [{ code: "down", text: "is down" }]
  if (node.state === "draining") return [{ code: "draining", text: "is being emptied" }]
  const free = freeOf(node).diskGib
  return sizeGib <= free ? [] : [{ code: "disk", text: `has ${diskText(free)} disk free`, wanted: sizeGib, free }]
}

/** Could its component run there when the first copy is lost? */
function takesHolder(node: NodeView, { holder }: MirrorDemand): boolean {
  if (holder === null) return true
  const free = freeOf(node)
  const pinned = holder.pin.length === 0 || holder.pin.includes(node.id)
  const runs = holder.machine === "container" || node.runsVms
  return runs && pinned && holder.cpuMillis <= free.cpuMillis && holder.memoryMib <= free.memoryMib
}

/**
 * Where the second copy of a volume goes: never beside the first; of the nodes with disk for it first those its component could run
 * on (a copy where nothing can use it saves nothing), then those in another rack, then the one with most disk free.
 */
export function planReplica(fleet: Fleet, mirror: MirrorDemand): ReplicaPlan {
  const judged = fleet.nodes.map((node) => ({ node, misfits: misfitsOfMirror(node, mirror) }))
  const rack = fleet.nodes.find((n) => n.id === mirror.primaryNodeId)?.rack
  const able = judged
    .filter(({ misfits }) => misfits.length === 0)
    .map(({ node }) => ({
      node,
      useful: takesHolder(node, mirror),
      apart: node.rack !== rack,
      free: freeOf(node).diskGib,
    }))
    .sort(
      (a, b) =>
        Number(b.useful) - Number(a.useful) ||
        Number(b.apart) - Number(a.apart) ||
        b.free - a.free ||
        (a.node.id < b.node.id ? -1 : 1),
    )
  const [best] = able
  if (best) {
    const where = best.apart && rack !== undefined ? `, in another rack than the first copy` : ""
    return {
      kind: "place",
      nodeId: best.node.id,
      reason: `on ${best.node.name}${where} (${diskText(best.free)} disk were free)`,
    }
  }
  const rejections = judged.map(({ node, misfits }) => ({ nodeId: node.id, misfits }))
  const causes = rejectionsText(rejections, (id) => fleet.nodes.find((n) => n.id === id)?.name ?? id)
  return {
    kind: "unplaceable",
    reason: `the mirror needs ${diskText(mirror.sizeGib)} disk on another node; ${causes}.`,
    rejections,
  }
}
