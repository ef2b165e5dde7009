import type { Misfit } from "./filters"
import type { Demand, Fleet } from "./fleet"
import { type Choice, FleetIndex } from "./fleet-index"
import { rejectionsText } from "./rejections-text"
import { coresText, diskText, memoryText, namesText } from "./room-text"
import type { Policy } from "./score"

export type Rejection = { nodeId: string; misfits: Misfit[] }
export type Plan =
  | { kind: "place"; demandId: string; nodeId: string; reason: string }
  | { kind: "unplaceable"; demandId: string; reason: string; rejections: Rejection[] }

/** What it needs, in words: "0.25 cores and 192 MiB and 2 GiB disk". */
export const needText = (demand: Demand): string =>
  `${coresText(demand.cpuMillis)} and ${memoryText(demand.memoryMib)}${demand.newVolumeGib > 0 ? ` and ${diskText(demand.newVolumeGib)} disk` : ""}`

function causeText(index: FleetIndex, demand: Demand, { node }: Choice): string {
  if (demand.dataOn !== null) return "where its data is"
  if (demand.pin.length > 0) return "which it is pinned to"
  if (demand.lastNodeId === node.id) return "where it ran last"
  return index.policy === "pack" ? "which is in use already" : "which suits its size best"
}

function apartText(index: FleetIndex, { sibling }: Demand, { node, siblings }: Choice): string {
  const kind = sibling.slice(sibling.lastIndexOf(":") + 1)
  if (siblings > 0) return `; beside ${siblings} more of ${kind}, as no node without one had room`
  const others = index.othersWith(sibling, node.id, 3)
  return others.count > 0 ? `; apart from ${kind} on ${namesText(others.names, others.count)}` : ""
}

/** "on ams-n2, which suits its size best (3.2 cores and 6.1 GiB were free); apart from web on ams-n1" */
function whyThere(index: FleetIndex, demand: Demand, choice: Choice): string {
  const { node, free } = choice
  const room = `${coresText(free.cpuMillis)} and ${memoryText(free.memoryMib)} were free`
  return `on ${node.name}, ${causeText(index, demand, choice)} (${room})${apartText(index, demand, choice)}`
}

/** Plans one demand on an index that lives on, and takes the room. */
export function planNext(index: FleetIndex, demand: Demand): Plan {
  const before = index.release(demand.id, demand.lastNodeId)
  const choice = index.choose(demand)
  if (choice) {
    const reason = whyThere(index, demand, choice)
    index.reserve(demand, choice.node.id)
    return { kind: "place", demandId: demand.id, nodeId: choice.node.id, reason }
  }
  const rejections = index.rejections(demand)
  if (before) index.put(before)
  const causes = rejectionsText(rejections, (id) => index.nameOf(id))
  return { kind: "unplaceable", demandId: demand.id, reason: `needs ${needText(demand)}; ${causes}.`, rejections }
}

/** Plans demands one after the other, each seeing the ones before it. Pure: no clock, no database, no randomness. */
export function planPlacement(fleet: Fleet, demands: readonly Demand[], policy: Policy = "spread"): Plan[] {
  const index = new FleetIndex(fleet, policy)
  return demands.map((demand) => planNext(index, demand))
}
