import { type Demand, type Fleet, siblingOf, withoutApplication } from "./fleet"
import { FleetIndex } from "./fleet-index"
import { needText, type Plan, planNext } from "./plan-placement"
import { planReplica } from "./plan-replica"
import { rejectionsText } from "./rejections-text"

/** A component as it is drawn: `count` instances of this size. */
export type DrawnComponent = {
  name: string
  count: number
  machine: "container" | "vm"
  cpuMillis: number
  memoryMib: number
  volumes: readonly { sizeGib: number; mirrored: boolean }[]
  pin: readonly string[]
  failoverGroup: string | null
}

type Mirror = { sizeGib: number; primaryNodeId: string; demand: Demand }
/** `staysOn`: it runs there and is not moved for a change of size. */
type Wanted = { label: string; demand: Demand; staysOn: string | null; mirrored: readonly number[] }

const labelOf = ({ name, count }: DrawnComponent, index: number): string => (count > 1 ? `${name}[${index}]` : name)

/**
 * One that runs stays on its node with its data, whatever its new size; one whose node is gone may go anywhere, as may one that is
 * added, which brings its volumes.
 */
function wantedOf(fleet: Fleet, applicationId: string, drawn: DrawnComponent): Wanted[] {
  const sibling = siblingOf(applicationId, drawn.name)
  const there = fleet.nodes.flatMap((node) => node.residents.filter((r) => r.sibling === sibling).map(() => node))
  return Array.from({ length: drawn.count }, (_, index) => {
    const home = there[index]
    const label = labelOf(drawn, index)
    const staysOn = home?.state === "up" ? home.id : null
    const volumes = home ? [] : drawn.volumes
    const demand: Demand = {
      id: label,
      path: label,
      sibling,
      machine: drawn.machine,
      cpuMillis: drawn.cpuMillis,
      memoryMib: drawn.memoryMib,
      newVolumeGib: volumes.reduce((sum, v) => sum + v.sizeGib, 0),
      dataOn: null,
      lastNodeId: null,
      pin: staysOn === null ? drawn.pin : [staysOn],
      failoverGroup: drawn.failoverGroup === null ? null : siblingOf(applicationId, drawn.failoverGroup),
    }
    return { label, demand, staysOn, mirrored: volumes.filter((v) => v.mirrored).map((v) => v.sizeGib) }
  })
}

/** Of one that stays where it is, the other nodes are nobody's business. */
function problemOf(
  index: FleetIndex,
  { label, demand, staysOn }: Wanted,
  plan: Extract<Plan, { kind: "unplaceable" }>,
) {
  if (staysOn === null) return `${label} ${plan.reason}`
  const here = plan.rejections.filter((r) => r.nodeId === staysOn)
  return `${label} needs ${needText(demand)}; ${rejectionsText(here, (id) => `${index.nameOf(id)}, where it runs,`)} beside the others.`
}

/** Mirrors go after the instances, each seeing the ones before it. */
function mirrorProblems(index: FleetIndex, mirrors: readonly Mirror[]): string[] {
  let fleet = index.toFleet()
  return mirrors.flatMap(({ sizeGib, primaryNodeId, demand }) => {
    const plan = planReplica(fleet, { sizeGib, primaryNodeId, holder: demand })
    if (plan.kind === "unplaceable") return [`${demand.path}: ${plan.reason}`]
    fleet = {
      nodes: fleet.nodes.map((n) =>
        n.id === plan.nodeId ? { ...n, reserved: { ...n.reserved, diskGib: n.reserved.diskGib + sizeGib } } : n,
      ),
    }
    return []
  })
}

/**
 * What of a drawing would find no room beside everything else on the fleet, in words with numbers; empty: all of it fits. What the
 * application `applicationId` has already is counted with its new sizes, where it is. A VDC of one node has no place for mirrors:
 * that is said by the HA tile, not here.
 */
export function fitDrawing(fleet: Fleet, applicationId: string, components: readonly DrawnComponent[]): string[] {
  const index = new FleetIndex(withoutApplication(fleet, applicationId))
  const mirrors: Mirror[] = []
  const wanted = components.flatMap((drawn) => wantedOf(fleet, applicationId, drawn))
  // Those that cannot move first: the others go where room is left.
  wanted.sort((a, b) => Number(b.demand.pin.length > 0) - Number(a.demand.pin.length > 0))
  const problems = wanted.flatMap((one) => {
    const { demand, mirrored } = one
    const plan = planNext(index, demand)
    if (plan.kind === "unplaceable") return [problemOf(index, one, plan)]
    for (const sizeGib of mirrored) mirrors.push({ sizeGib, primaryNodeId: plan.nodeId, demand })
    return []
  })
  return fleet.nodes.length < 2 ? problems : [...problems, ...mirrorProblems(index, mirrors)]
}
