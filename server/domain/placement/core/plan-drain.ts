import type { Demand, Fleet } from "./fleet"
import { FleetIndex } from "./fleet-index"
import { planNext } from "./plan-placement"
import { type MirrorDemand, planReplica } from "./plan-replica"
import { diskText } from "./room-text"

export type DrainVolume = {
  id: string
  path: string
  sizeGib: number
  mirrored: boolean
  /** The other node that has a copy; null: the only one is on the node that is emptied. */
  replicaOn: string | null
}
/** An instance that holds room on the node, with the volumes it writes. */
export type DrainInstance = { demand: Demand; startOrder: number; volumes: readonly DrainVolume[] }
/** The writable copy is on the node, and nothing there writes to it. */
export type LooseVolume = DrainVolume & { holder: Holder }
/** The mirror is on the node, the writable copy on another. */
export type MirrorHere = { id: string; path: string; sizeGib: number; primaryNodeId: string; holder: Holder }
type Holder = MirrorDemand["holder"]

export type DrainSnapshot = {
  fleet: Fleet
  nodeId: string
  instances: readonly DrainInstance[]
  loose: readonly LooseVolume[]
  mirrors: readonly MirrorHere[]
}

export type InstanceMove = {
  instanceId: string
  path: string
  /** Null: no other node can take it; it stays, and the node is not empty before there is room. */
  to: string | null
  reason: string
}
/**
 * `promote`: its mirror there takes over, nothing is copied. `copy`: a copy is made there first, and takes over. `mirror`: the mirror
 * is made anew there. `stay`: no other node has room for it.
 */
export type VolumeMove = {
  volumeId: string
  path: string
  instanceId: string | null
  how: "promote" | "copy" | "mirror" | "stay"
  from: string
  to: string | null
  /** What has to be copied whole. */
  copyGib: number
  reason: string
}
export type DrainPlan = { instances: InstanceMove[]; volumes: VolumeMove[] }

const byStart = (a: DrainInstance, b: DrainInstance): number =>
  a.startOrder - b.startOrder || (a.demand.path < b.demand.path ? -1 : 1)

/** The one other node with a copy of all its volumes: going there copies nothing. */
function mirrorNode({ volumes }: DrainInstance): string | null {
  const [first] = volumes
  return first && volumes.every((v) => v.replicaOn === first.replicaOn) ? first.replicaOn : null
}

/** Where its mirrors are, if there is room; else wherever there is, with room for its data too. */
function placeOf(index: FleetIndex, instance: DrainInstance): InstanceMove {
  const { demand, volumes } = instance
  const move = { instanceId: demand.id, path: demand.path }
  const mirror = mirrorNode(instance)
  const first = mirror === null ? null : planNext(index, { ...demand, newVolumeGib: 0, dataOn: [mirror] })
  if (first?.kind === "place") return { ...move, to: first.nodeId, reason: first.reason }
  const newVolumeGib = volumes.reduce((sum, v) => sum + v.sizeGib, 0)
  const plan = planNext(index, { ...demand, newVolumeGib, dataOn: null })
  return { ...move, to: plan.kind === "place" ? plan.nodeId : null, reason: plan.reason }
}

const withDisk = ({ nodes }: Fleet, nodeId: string, gib: number): Fleet => ({
  nodes: nodes.map((n) =>
    n.id === nodeId ? { ...n, reserved: { ...n.reserved, diskGib: n.reserved.diskGib + gib } } : n,
  ),
})

function volumeMoves(nodeId: string, instance: DrainInstance, { to, reason }: InstanceMove): VolumeMove[] {
  return instance.volumes.map((v) => {
    const common = { volumeId: v.id, path: v.path, instanceId: instance.demand.id, from: nodeId, to, reason }
    if (to === null) return { ...common, how: "stay", copyGib: 0 }
    return v.replicaOn === to
      ? { ...common, how: "promote", copyGib: 0, reason: "its mirror is there" }
      : { ...common, how: "copy", copyGib: v.sizeGib, reason: `${diskText(v.sizeGib)} are copied there first` }
  })
}

/** Copies that go by themselves, each seeing the ones before it. */
function copyMoves(snapshot: DrainSnapshot, start: Fleet): VolumeMove[] {
  const { nodeId, loose, mirrors } = snapshot
  let fleet = start
  const moves: VolumeMove[] = []
  const copy = (how: "copy" | "mirror", volume: LooseVolume | MirrorHere, primaryNodeId: string) => {
    const { id: volumeId, path, sizeGib, holder } = volume
    const plan = planReplica(fleet, { sizeGib, primaryNodeId, holder })
    const common = { volumeId, path, instanceId: null, from: nodeId, reason: plan.reason }
    if (plan.kind === "unplaceable") return moves.push({ ...common, how: "stay", to: null, copyGib: 0 })
    fleet = withDisk(fleet, plan.nodeId, sizeGib)
    return moves.push({ ...common, how, to: plan.nodeId, copyGib: sizeGib })
  }
  for (const volume of loose) {
    const there = fleet.nodes.find((n) => n.id === volume.replicaOn)
    if (there?.state === "up")
      moves.push({
        volumeId: volume.id,
        path: volume.path,
        instanceId: null,
        how: "promote",
        from: nodeId,
        to: there.id,
        copyGib: 0,
        reason: "its mirror is there",
      })
    else copy("copy", volume, nodeId)
  }
  for (const mirror of mirrors) copy("mirror", mirror, mirror.primaryNodeId)
  return moves
}

/**
 * What has to go where so that the node is empty: its instances in the order they start, lower first, each seeing the ones before it;
 * then copies nobody writes to, then mirrors of what is written elsewhere. Nothing that is on another node moves. Pure.
 */
export function planDrain(snapshot: DrainSnapshot): DrainPlan {
  const { nodeId } = snapshot
  const nodes = snapshot.fleet.nodes.map((n) => (n.id === nodeId ? { ...n, state: "draining" as const } : n))
  const index = new FleetIndex({ nodes })
  const placed = [...snapshot.instances].sort(byStart).map((instance) => ({ instance, move: placeOf(index, instance) }))
  return {
    instances: placed.map(({ move }) => move),
    volumes: [
      ...placed.flatMap(({ instance, move }) => volumeMoves(nodeId, instance, move)),
      ...copyMoves(snapshot, index.toFleet()),
    ],
  }
}
