import { cancelMove, forgetPlaces } from "@/server/domain/application"
import { recordEvent } from "@/server/domain/monitoring"
import {
  commitMove,
  commitReplica,
  type DrainPlan,
  type DrainSnapshot,
  type InstanceMove,
  loadDrain,
  planDrain,
  type VolumeMove,
} from "@/server/domain/placement"
import { promoteCopy } from "@/server/domain/volume"
import { hasEverything, holderOf, isFresh } from "./in-step"
import { isDraining, isUsable, nodeName, nodesOf, type Pass, volumesOf } from "./pass"
import { type ComponentRow, markNodeDrained, type NodeRow } from "./vdc-view-store"

/**
 * Empties the nodes that are to be empty, a step a pass, by the plan the preview shows: copies are made where there are none, then one
 * instance at a time is stopped; it is placed anew as any other, with the copy that has everything. Returns true when rows changed.
 */
export async function drainNodes(pass: Pass): Promise<boolean> {
  let changed = await settleMoves(pass)
  for (const node of nodesOf(pass))
    if (node.state === "draining" && isUsable(pass, node.id)) changed = (await drainNode(pass, node)) || changed
  return changed
}

/** A move whose reason or target is gone is taken back: what was stopped for it goes on where it is. */
async function settleMoves(pass: Pass): Promise<boolean> {
  const ended = pass.view.components.filter((c) => c.movingSince !== null && !isOnItsWay(pass, c))
  for (const c of ended) {
    const goesOn = c.wanted === "running" && c.movingTo !== null && isUsable(pass, c.nodeId)
    await pass.inVdc((tx) => cancelMove(tx, c, pass.now, goesOn))
  }
  return ended.length > 0
}

function isOnItsWay(pass: Pass, { wanted, movingTo, nodeId }: ComponentRow): boolean {
  if (wanted !== "running") return false
  // Placed already: on its way until it runs.
  if (movingTo === null) return true
  return isDraining(pass, nodeId) && isUsable(pass, movingTo) && !isDraining(pass, movingTo)
}

async function drainNode(pass: Pass, node: NodeRow): Promise<boolean> {
  // Nothing is placed on it any more: the plan is an empty one.
  if (node.drainedAt !== null) return false
  const snapshot = await pass.inVdc((tx) => loadDrain(tx, pass.view.id, node.id))
  const plan = planDrain(snapshot)
  let changed = (await forgetStopped(pass, node)) > 0
  for (const move of plan.volumes) changed = (await moveVolume(pass, node, move)) || changed
  const turn = nextTurn(pass, node, plan)
  if (turn) changed = (await stopToMove(pass, node, turn, snapshot)) || changed
  await noteDrained(pass, node)
  return changed
}

async function forgetStopped(pass: Pass, node: NodeRow): Promise<number> {
  const here = pass.view.components.filter(
    (c) => c.nodeId === node.id && c.wanted === "stopped" && (c.state === "stopped" || c.state === "absent"),
  )
  if (here.length === 0) return 0
  const ids = here.map((c) => c.id)
  return pass.inVdc((tx) => forgetPlaces(tx, pass.view.tenantId, node.id, ids))
}

/** Makes the copy the plan asks for; promotes one that nobody's instance does. True when rows changed. */
async function moveVolume(pass: Pass, node: NodeRow, move: VolumeMove): Promise<boolean> {
  const volume = pass.view.volumes.find((v) => v.id === move.volumeId)
  if (!volume || move.to === null) return false
  // The instance that is on its way takes its volumes with it.
  if (holderOf(pass, volume)?.movingSince) return false
  const { to } = move
  const { tenantId, vdcId, id: volumeId, sizeGib, applicationId } = volume
  const told = { tenantId, vdcId, applicationId }
  if (move.how === "promote") {
    if (move.instanceId !== null || !hasEverything(pass, volume, to)) return false
    return pass.inVdc(async (tx) => {
      if (!(await promoteCopy(tx, { tenantId, volumeId, from: node.id, to }))) return false
      const message = `${volume.path} left ${node.name}: its copy on ${nodeName(pass, to)} has everything.`
      await recordEvent(tx, { ...told, kind: "volume.promoted", message })
      return true
    })
  }
  const replica = volume.replicas.find((r) => r.role === "replica")
  return pass.inVdc(async (tx) => {
    const mirror = { volumeId, sizeGib, nodeId: to, insteadOf: replica?.nodeId ?? null }
    if ((await commitReplica(tx, { tenantId, vdcId }, mirror)) === "stale") return false
    const message = `${volume.path} is copied to ${nodeName(pass, to)}, since ${node.name} is being emptied.`
    await recordEvent(tx, { ...told, kind: "volume.mirror_moved", message })
    return true
  })
}

/** Whose turn it is: one at a time in a VDC, of each application the first in start order, and only when all is ready for it. */
function nextTurn(pass: Pass, node: NodeRow, plan: DrainPlan): { move: InstanceMove; component: ComponentRow } | null {
  // A partner who evacuates a member has stopped all of it already.
  if (node.evacuated || pass.view.components.some((c) => c.movingSince !== null)) return null
  const seen = new Set<string>()
  for (const move of plan.instances) {
    const component = pass.view.components.find((c) => c.id === move.instanceId)
    if (!component || move.to === null || seen.has(component.applicationId)) continue
    seen.add(component.applicationId)
    if (isReady(pass, component, move.to)) return { move, component }
  }
  return null
}

function isReady(pass: Pass, component: ComponentRow, to: string): boolean {
  if (!volumesOf(pass, component).every((v) => v.replicas.length === 0 || isFresh(pass, v, to))) return false
  const others = pass.view.components.filter(
    (c) =>
      c.id !== component.id &&
      c.applicationId === component.applicationId &&
      c.name === component.name &&
      c.wanted === "running",
  )
  return others.length === 0 || component.state !== "running" || others.some((c) => c.state === "running")
}

async function stopToMove(
  pass: Pass,
  node: NodeRow,
  { move, component }: { move: InstanceMove; component: ComponentRow },
  snapshot: DrainSnapshot,
): Promise<boolean> {
  const demand = snapshot.instances.find((i) => i.demand.id === component.id)?.demand
  const { to } = move
  if (!demand || to === null) return false
  const { tenantId, vdcId } = component
  return pass.inVdc(async (tx) => {
    const wish = { demand, epoch: component.epoch, from: node.id, to }
    if ((await commitMove(tx, { tenantId, vdcId }, wish, pass.now)) === "stale") return false
    await recordEvent(tx, {
      tenantId,
      vdcId,
      applicationId: component.applicationId,
      componentId: component.id,
      kind: "component.moving",
      message: `${component.path} is stopped to go from ${node.name} to ${nodeName(pass, to)}: ${node.name} is being emptied (${node.drainReason ?? "its cluster evacuates it"}).`,
    })
    return true
  })
}

/** Nothing in the rows and nothing at the node: told once. */
async function noteDrained(pass: Pass, node: NodeRow): Promise<void> {
  const report = pass.seen.get(node.id)?.report
  const isHere = (nodeId: string | null) => nodeId === node.id
  const rows =
    pass.view.components.some((c) => isHere(c.nodeId) || isHere(c.movingTo)) ||
    pass.view.volumes.some((v) => v.replicas.some((r) => isHere(r.nodeId)))
  if (node.drainedAt !== null || !report || rows || report.instances.length + report.volumes.length > 0) return
  await pass.inVdc(async (tx) => {
    if (!(await markNodeDrained(tx, node.id, pass.now))) return
    const { tenantId, id: vdcId } = pass.view
    const message = `${node.name} is empty. It takes no work until the provider says so.`
    await recordEvent(tx, { tenantId, vdcId, kind: "node.drained", message })
  })
}
