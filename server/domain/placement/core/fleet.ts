/** Units: cpuMillis thousandths of a core, memory MiB, disk GiB. */
export type Room = { cpuMillis: number; memoryMib: number; diskGib: number }

/** An instance that holds room on a node. */
export type Resident = {
  id: string
  /** `application:name`: instances of one component */
  sibling: string
  failoverGroup: string | null
  cpuMillis: number
  memoryMib: number
  /** Of its volumes that have no copy anywhere yet: room promised, not taken. */
  pendingGib: number
}

export type NodeView = {
  id: string
  name: string
  rack: string
  /** Only a node that is up takes new work. */
  state: "up" | "draining" | "down"
  /** Its hardware and its engine can run virtual machines. */
  runsVms: boolean
  size: Room
  /** What residents and volume copies take together. */
  reserved: Room
  residents: readonly Resident[]
}
export type Fleet = { nodes: readonly NodeView[] }

/** What one instance needs of the node it goes to. */
export type Demand = {
  id: string
  path: string
  /** `application:name`: instances of one component */
  sibling: string
  machine: "container" | "vm"
  cpuMillis: number
  memoryMib: number
  /** Volumes still to be made with their first copy where the instance goes, GiB together. */
  newVolumeGib: number
  /** Nodes that hold a usable copy of every volume it has already; null: it has none yet. */
  dataOn: readonly string[] | null
  /** Where it ran last: cheapest to go back to. What it still holds there does not stand in its own way. */
  lastNodeId: string | null
  pin: readonly string[]
  /** `application:group`; never on a node with another of the same. */
  failoverGroup: string | null
}

/** A node as the filters see it at one moment. */
export type Candidate = {
  id: string
  name: string
  state: NodeView["state"]
  runsVms: boolean
  free: Room
  failoverGroups: { has(group: string): boolean }
}

export const freeOf = (node: NodeView): Room => ({
  cpuMillis: node.size.cpuMillis - node.reserved.cpuMillis,
  memoryMib: node.size.memoryMib - node.reserved.memoryMib,
  diskGib: node.size.diskGib - node.reserved.diskGib,
})

function withoutResidents(node: NodeView, leaves: (resident: Resident) => boolean): NodeView {
  const gone = node.residents.filter(leaves)
  if (gone.length === 0) return node
  const { cpuMillis, memoryMib, diskGib } = node.reserved
  return {
    ...node,
    reserved: {
      cpuMillis: gone.reduce((left, r) => left - r.cpuMillis, cpuMillis),
      memoryMib: gone.reduce((left, r) => left - r.memoryMib, memoryMib),
      diskGib: gone.reduce((left, r) => left - r.pendingGib, diskGib),
    },
    residents: node.residents.filter((r) => !leaves(r)),
  }
}

export const siblingOf = (applicationId: string, name: string): string => `${applicationId}:${name}`

/** The fleet as if the application had let its room go; its volumes stay where they are. */
export const withoutApplication = ({ nodes }: Fleet, applicationId: string): Fleet => ({
  nodes: nodes.map((node) => withoutResidents(node, (r) => r.sibling.startsWith(siblingOf(applicationId, "")))),
})

/** The node as `demand` finds it: what the instance itself holds there is free to it. */
export function candidateFor(node: NodeView, demand: Demand): Candidate {
  const others = withoutResidents(node, (r) => r.id === demand.id)
  const groups = others.residents.flatMap((r) => (r.failoverGroup === null ? [] : [r.failoverGroup]))
  return {
    id: node.id,
    name: node.name,
    state: node.state,
    runsVms: node.runsVms,
    free: freeOf(others),
    failoverGroups: new Set(groups),
  }
}

/** The node after the instance came to it. */
export function withResident(node: NodeView, demand: Demand): NodeView {
  const { id, sibling, failoverGroup, cpuMillis, memoryMib, newVolumeGib: pendingGib } = demand
  const others = withoutResidents(node, (r) => r.id === id)
  return {
    ...others,
    reserved: {
      cpuMillis: others.reserved.cpuMillis + cpuMillis,
      memoryMib: others.reserved.memoryMib + memoryMib,
      diskGib: others.reserved.diskGib + pendingGib,
    },
    residents: [...others.residents, { id, sibling, failoverGroup, cpuMillis, memoryMib, pendingGib }],
  }
}
