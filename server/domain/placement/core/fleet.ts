/** Units: cpuMillis thousandths of a core, memory MiB, disk GiB. */
export type Room = { cpuMillis: number; memoryMib: number; diskGib: number }

export type NodeView = {
  id: string
  name: string
  rack: string
  /** May be given new work: not down, not draining. */
  accepts: boolean
  size: Room
  reserved: Room
  /** `application:name` of instances on it, once for each: siblings are kept apart. */
  siblings: readonly string[]
  /** Failover groups that have an instance on it. */
  failoverGroups: readonly string[]
}
export type Fleet = { nodes: readonly NodeView[] }

export type Demand = {
  id: string
  path: string
  /** `application:name`: instances of one component */
  sibling: string
  cpuMillis: number
  memoryMib: number
  /** Volumes still to be made with their first copy where the instance goes, GiB together. */
  newVolumeGib: number
  /** Nodes that hold a usable copy of every volume it has already; null: it has none yet. */
  dataOn: readonly string[] | null
  /** Where it ran last: cheapest to go back to. */
  lastNodeId: string | null
  pin: readonly string[]
  failoverGroup: string | null
}

export const freeOf = (node: NodeView): Room => ({
  cpuMillis: node.size.cpuMillis - node.reserved.cpuMillis,
  memoryMib: node.size.memoryMib - node.reserved.memoryMib,
  diskGib: node.size.diskGib - node.reserved.diskGib,
})
