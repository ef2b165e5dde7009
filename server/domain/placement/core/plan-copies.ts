import { type Fleet, freeOf, type NodeView } from "./fleet"
import { diskText } from "./room-text"

/** A volume that is to be made from another one: `fromNodeId` has that, or null where it is not known. */
export type CopyDemand = { path: string; sizeGib: number; fromNodeId: string | null }
export type CopiesPlan = { kind: "place"; nodeIds: string[] } | { kind: "unplaceable"; reason: string }

/** What is told of the node to a person whose copy it has no room for. */
function roomText(node: NodeView, free: number): string {
  if (node.state === "down") return `${node.name} is down`
  if (node.state === "draining") return `${node.name} is being emptied`
  return `${node.name} has ${diskText(free)} disk free`
}

/**
 * A node for each copy, in the order of the demands: beside what it is copied from, where engines share what has not changed; else where
 * most disk is free. All find a place, or none is given one.
 */
export function planCopies(fleet: Fleet, demands: readonly CopyDemand[]): CopiesPlan {
  const free = new Map(fleet.nodes.map((node) => [node.id, freeOf(node).diskGib]))
  const freeOn = (node: NodeView) => free.get(node.id) ?? 0
  const nodeIds: string[] = []
  for (const { path, sizeGib, fromNodeId } of demands) {
    const able = fleet.nodes.filter((node) => node.state === "up" && freeOn(node) >= sizeGib)
    const home = able.find((node) => node.id === fromNodeId)
    const [roomiest] = able.sort((a, b) => freeOn(b) - freeOn(a) || (a.id < b.id ? -1 : 1))
    const node = home ?? roomiest
    if (!node) {
      const rooms = fleet.nodes.map((each) => roomText(each, freeOn(each))).join(", ")
      return { kind: "unplaceable", reason: `${path} needs ${diskText(sizeGib)} disk; ${rooms}.` }
    }
    free.set(node.id, freeOn(node) - sizeGib)
    nodeIds.push(node.id)
  }
  return { kind: "place", nodeIds }
}
