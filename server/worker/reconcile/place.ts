import { mirrorPromiseMs } from "@/lib/copy-age"
import type { Tx } from "@/server/db"
import { flatOf, moveComponent, noteComponent } from "@/server/domain/application"
import { recordEvent } from "@/server/domain/monitoring"
import {
  commitPlacement,
  commitPlacements,
  type Demand,
  loadFleet,
  type Placed,
  type Plan,
  planPlacement,
  planReplica,
  siblingOf,
} from "@/server/domain/placement"
import { promoteCopy } from "@/server/domain/volume"
import { hasEverything } from "./in-step"
import { boundaryOf, isDraining, isUsable, nodeName, nodesOf, type Pass, volumesOf } from "./pass"
import type { ComponentRow, NodeRow, VolumeRow } from "./vdc-view-store"

/** States in which a node that is written down is where it was last, not where it is. */
const placeless: readonly string[] = ["absent", "placing", "waiting", "stopped"]

/** Wanted, and without a place it can run at: never placed, stopped before, or its node is lost and fenced. */
function needsPlace(pass: Pass, component: ComponentRow): boolean {
  if (component.wanted !== "running") return false
  // Stopped to leave its node: once its data has arrived where it goes.
  if (component.movingTo !== null && isDraining(pass, component.nodeId)) {
    const { movingTo, state } = component
    const isStopped = state === "stopped" || state === "waiting"
    return isStopped && volumesOf(pass, component).every((v) => hasEverything(pass, v, movingTo))
  }
  if (component.nodeId === null || placeless.includes(component.state)) return true
  const node = nodesOf(pass).find((n) => n.id === component.nodeId)
  return node === undefined || (node.state === "down" && node.fencedAt !== null)
}

/**
 * Has everything that was acknowledged: in step when the primary was last seen alive. A mirror says `degraded` soon after its
 * primary died, so its age is compared with how long the primary has been gone.
 */
function isInStep(pass: Pass, volume: VolumeRow, nodeId: string, primary: NodeRow): boolean {
  if (!isUsable(pass, nodeId)) return false
  const copy = pass.seen.get(nodeId)?.report?.volumes.find((v) => v.volumeId === volume.id)
  if (copy?.role !== "replica" || copy.state === "syncing" || copy.ageMs === null) return false
  // The best there is on such a fabric, and known to be as old as it is: the event says what is lost.
  if (pass.fabric.mirrors === "periodic") return true
  const goneMs = pass.now.getTime() - (primary.lastSeenAt ?? pass.now).getTime()
  return copy.ageMs <= goneMs + mirrorPromiseMs
}

/**
 * Copies of a volume that may be written to: the primary where its node is up; a mirror in step only once the primary's node is fenced,
 * or is being emptied and nothing writes there any more.
 */
function writableOn(pass: Pass, volume: VolumeRow): string[] {
  const primary = volume.replicas.find((r) => r.role === "primary")
  if (!primary) return []
  const node = nodesOf(pass).find((n) => n.id === primary.nodeId)
  if (!node) return []
  if (node.state === "draining") {
    const mirrors = volume.replicas.filter((r) => r.role === "replica" && hasEverything(pass, volume, r.nodeId))
    return [primary.nodeId, ...mirrors.map((r) => r.nodeId)]
  }
  if (node.state !== "down") return [primary.nodeId]
  if (node.fencedAt === null) return []
  return volume.replicas
    .filter((r) => r.role === "replica" && isInStep(pass, volume, r.nodeId, node))
    .map((r) => r.nodeId)
}

function demandOf(pass: Pass, component: ComponentRow): Demand {
  const volumes = volumesOf(pass, component)
  const made = volumes.filter((v) => v.replicas.length > 0)
  const drawn = flatOf(component.application).components.find((c) => c.name === component.name)
  const places = made.map((v) => writableOn(pass, v))
  return {
    id: component.id,
    path: component.path,
    sibling: siblingOf(component.applicationId, component.name),
    machine: boundaryOf(pass, component).machine,
    cpuMillis: component.cpuMillis,
    memoryMib: component.memoryMib,
    newVolumeGib: volumes.filter((v) => v.replicas.length === 0).reduce((sum, v) => sum + v.sizeGib, 0),
    dataOn:
      component.movingTo !== null
        ? [component.movingTo]
        : made.length === 0
          ? null
          : (places[0] ?? []).filter((id) => places.every((p) => p.includes(id))),
    lastNodeId: component.movingTo ?? component.nodeId,
    pin: drawn?.pin ?? [],
    failoverGroup: drawn?.failoverGroup ? siblingOf(component.applicationId, drawn.failoverGroup) : null,
  }
}

/** Finds nodes for what is wanted and has none: one look at the fleet for all. Returns true when rows changed. */
export async function placeComponents(pass: Pass): Promise<boolean> {
  const waiting = pass.view.components
    .filter((c) => needsPlace(pass, c))
    // One of each before more of any: when room is short, six web servers without a gateway serve nobody.
    .sort((a, b) => a.index - b.index || a.startOrder - b.startOrder || (a.path < b.path ? -1 : 1))
  if (waiting.length === 0) return false
  const demands = waiting.map((component) => demandOf(pass, component))
  // What a component still holds somewhere does not stand in its own way: the planner leaves it out.
  const plans = planPlacement(await pass.inVdc((tx) => loadFleet(tx, pass.view.id)), demands)
  const found: Found[] = []
  let changed = false
  for (const [at, component] of waiting.entries()) {
    const [plan, demand] = [plans[at], demands[at]]
    if (plan?.kind === "unplaceable") changed = (await wait(pass, component, plan)) || changed
    else if (plan && demand) found.push({ component, demand, nodeId: plan.nodeId, reason: plan.reason })
  }
  const moving = found.filter((one) => promotionsFor(pass, one).length > 0)
  for (const one of moving) await commitMoving(pass, one)
  await commitStaying(
    pass,
    found.filter((one) => !moving.includes(one)),
  )
  return changed || found.length > 0
}

type Found = { component: ComponentRow; demand: Demand; nodeId: string; reason: string }

const placedOf = ({ component, ...plan }: Found): Placed => ({ ...plan, epoch: component.epoch })
const whereOf = (pass: Pass) => ({ tenantId: pass.view.tenantId, vdcId: pass.view.id })

/** All that only need room, in one transaction. A plan that no longer holds is left out, the next pass plans it anew. */
async function commitStaying(pass: Pass, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  await pass.inVdc(async (tx) => {
    const outcomes = await commitPlacements(tx, whereOf(pass), found.map(placedOf), pass.now)
    for (const [at, { component, nodeId }] of found.entries())
      if (outcomes[at] === "committed" && component.state === "lost") await tellMoved(pass, tx, component, nodeId)
  })
}

/** The plan no longer held when it was to be written: everything of its transaction is taken back, the next pass plans anew. */
class StalePlan extends Error {}

/** One whose data changes hands: both happen or neither, whatever becomes of the others. */
async function commitMoving(pass: Pass, found: Found): Promise<void> {
  const { component, nodeId } = found
  try {
    await pass.inVdc(async (tx) => {
      await promoteVolumes(pass, tx, found)
      if ((await commitPlacement(tx, whereOf(pass), placedOf(found), pass.now)) === "stale") throw new StalePlan()
      if (component.state === "lost") await tellMoved(pass, tx, component, nodeId)
    })
  } catch (error) {
    if (!(error instanceof StalePlan)) throw error
  }
}

/** Volumes whose writable copy is not where the component goes. */
const promotionsFor = (pass: Pass, { component, nodeId }: Found) =>
  volumesOf(pass, component).flatMap((volume) => {
    const from = volume.replicas.find((r) => r.role === "primary")?.nodeId
    return from === undefined || from === nodeId ? [] : [{ volume, from }]
  })

/** The mirrors where the component goes take over. */
async function promoteVolumes(pass: Pass, tx: Tx, found: Found): Promise<void> {
  const { tenantId, id: vdcId } = pass.view
  const { component, nodeId } = found
  for (const { volume, from } of promotionsFor(pass, found)) {
    if (!(await promoteCopy(tx, { tenantId, volumeId: volume.id, from, to: nodeId }))) throw new StalePlan()
    await recordEvent(tx, {
      tenantId,
      vdcId,
      applicationId: component.applicationId,
      kind: "volume.promoted",
      message: `${volume.path} goes on from its mirror on ${nodeName(pass, nodeId)}${lostText(pass, volume, nodeId, from)}.`,
    })
  }
}

/** What a mirror that follows in steps does not have: everything written between its last refresh and the loss. */
function lostText(pass: Pass, volume: VolumeRow, nodeId: string, from: string): string {
  const copy = pass.seen.get(nodeId)?.report?.volumes.find((v) => v.volumeId === volume.id)
  const primary = nodesOf(pass).find((n) => n.id === from)
  if (primary?.state === "draining") return ", with everything that was written"
  if (pass.fabric.mirrors === "live" || copy?.ageMs == null) return ""
  const goneMs = pass.now.getTime() - (primary?.lastSeenAt ?? pass.now).getTime()
  const lostMs = Math.max(0, copy.ageMs - goneMs)
  return `: what was written in the last ${Math.ceil(lostMs / 1_000)} s before the node was lost is not on it`
}

const tellMoved = (pass: Pass, tx: Tx, component: ComponentRow, nodeId: string): Promise<void> =>
  recordEvent(tx, {
    tenantId: component.tenantId,
    vdcId: component.vdcId,
    applicationId: component.applicationId,
    componentId: component.id,
    severity: "warning",
    kind: "component.moved",
    message: `${component.path} starts again on ${nodeName(pass, nodeId)}.`,
  })

/** No room, in numbers; looked at again in every pass. */
async function wait(pass: Pass, component: ComponentRow, plan: Plan): Promise<boolean> {
  if (component.state === "waiting" && component.reason === plan.reason) return false
  return pass.inVdc(async (tx) => {
    if (component.state === "waiting") {
      await noteComponent(tx, component.tenantId, component.id, { reason: plan.reason })
      return false
    }
    // Two moves of the table in one transaction: it looks for a place, and finds none.
    const looks = component.state === "placing" || (await moveComponent(tx, component, "placing", pass.now))
    const looking = { ...component, state: "placing" as const }
    if (!looks || !(await moveComponent(tx, looking, "waiting", pass.now, { reason: plan.reason }))) return false
    await recordEvent(tx, {
      tenantId: component.tenantId,
      vdcId: component.vdcId,
      applicationId: component.applicationId,
      componentId: component.id,
      severity: "warning",
      kind: "component.waiting",
      message: `${component.path} waits for room: ${plan.reason}`,
    })
    return true
  })
}

/** Where a volume's mirror goes now; null when no other node that answers has room. */
export function replicaNodeFor(pass: Pass, volume: VolumeRow, primaryNodeId: string): string | null {
  const placed = pass.view.components.filter((c) => c.state !== "stopped" && c.state !== "absent")
  const nodes = nodesOf(pass).map((n) => {
    const here = placed.filter((c) => c.nodeId === n.id)
    const { cores, memoryMib, diskGib } = n.machineClass
    return {
      id: n.id,
      name: n.name,
      rack: n.rack,
      state: isUsable(pass, n.id) && n.state !== "draining" ? ("up" as const) : ("down" as const),
      runsVms: n.runsVms,
      size: { cpuMillis: cores * 1_000, memoryMib, diskGib },
      reserved: {
        cpuMillis: here.reduce((sum, c) => sum + c.cpuMillis, 0),
        memoryMib: here.reduce((sum, c) => sum + c.memoryMib, 0),
        diskGib: diskOn(pass, n.id),
      },
      residents: [],
    }
  })
  const holder = pass.view.components.find((c) => volumesOf(pass, c).some((v) => v.id === volume.id))
  const drawn = holder && flatOf(holder.application).components.find((c) => c.name === holder.name)
  const plan = planReplica(
    { nodes },
    {
      sizeGib: volume.sizeGib,
      primaryNodeId,
      holder: holder
        ? {
            machine: boundaryOf(pass, holder).machine,
            cpuMillis: holder.cpuMillis,
            memoryMib: holder.memoryMib,
            pin: drawn?.pin ?? [],
          }
        : null,
    },
  )
  return plan.kind === "place" ? plan.nodeId : null
}

const diskOn = (pass: Pass, nodeId: string): number =>
  pass.view.volumes.filter((v) => v.replicas.some((r) => r.nodeId === nodeId)).reduce((sum, v) => sum + v.sizeGib, 0)
