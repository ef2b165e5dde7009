import type { HaComponent, HaSnapshot, HaVolume } from "./ha"

export type Room = { id: string; name: string; cpuMillis: number; memoryMib: number; groups: Set<string> }

/** What becomes of a component whose node is lost. */
export type Fate = {
  component: HaComponent
  /** Where it would start again; null: nowhere, for now. */
  to: { id: string; name: string } | null
  /** No other node has its data. */
  isDataLost: boolean
  /** Why nowhere, to go on a sentence with: ": it is pinned", "; most is free on n2: 1 core, 512 MiB". */
  why: string
}

const byPath = (a: { path: string }, b: { path: string }) => a.path.localeCompare(b.path, "en", { numeric: true })
export const sizeText = (c: HaComponent) =>
  `${c.cpuMillis / 1000} ${c.cpuMillis === 1000 ? "core" : "cores"}, ${c.memoryMib} MiB`

/** Nodes that would be left, with what is not reserved on them. */
function roomWithout(snapshot: HaSnapshot, lostId: string): Room[] {
  return snapshot.nodes
    .filter((node) => node.up && node.id !== lostId)
    .map((node) => {
      const here = snapshot.components.filter((c) => c.nodeId === node.id)
      return {
        id: node.id,
        name: node.name,
        cpuMillis: node.cpuMillis - here.reduce((sum, c) => sum + c.cpuMillis, 0),
        memoryMib: node.memoryMib - here.reduce((sum, c) => sum + c.memoryMib, 0),
        groups: new Set(here.flatMap((c) => (c.failoverGroup ? [c.failoverGroup] : []))),
      }
    })
}

/** Nodes where a component's data would still be; null: it has none, anywhere will do. */
function dataNodes(component: HaComponent, volumes: readonly HaVolume[], lostId: string): Set<string> | null {
  const own = volumes.filter((v) => v.componentId === component.id)
  if (own.length === 0) return null
  const perVolume = own.map((v) => v.replicas.filter((r) => r.ok && r.nodeId !== lostId).map((r) => r.nodeId))
  return new Set(perVolume.flat().filter((id) => perVolume.every((nodeIds) => nodeIds.includes(id))))
}

const fits = (component: HaComponent, room: Room): boolean =>
  component.cpuMillis <= room.cpuMillis && component.memoryMib <= room.memoryMib

function mostFree(rooms: readonly Room[]): string {
  const best = [...rooms].sort((a, b) => b.memoryMib - a.memoryMib || b.cpuMillis - a.cpuMillis)[0]
  return best
    ? `most is free on ${best.name}: ${best.cpuMillis / 1000} cores, ${best.memoryMib} MiB`
    : "no other node is up"
}

type Homeless = { component: HaComponent; data: Set<string> | null; allowed: Room[] }

/** Who has least choice comes first, then the largest. */
const byChoice = (a: Homeless, b: Homeless): number =>
  a.allowed.length - b.allowed.length ||
  b.component.memoryMib - a.component.memoryMib ||
  b.component.cpuMillis - a.component.cpuMillis ||
  byPath(a.component, b.component)

/** Takes the room where least is left over. */
function settle({ component, data, allowed }: Homeless): Fate {
  if (data?.size === 0) return { component, to: null, isDataLost: true, why: ": no other node has its data" }
  const apart = allowed.filter((room) => !component.failoverGroup || !room.groups.has(component.failoverGroup))
  const [target] = apart
    .filter((room) => fits(component, room))
    .sort((a, b) => a.memoryMib - b.memoryMib || a.cpuMillis - b.cpuMillis)
  if (target) {
    target.cpuMillis -= component.cpuMillis
    target.memoryMib -= component.memoryMib
    if (component.failoverGroup) target.groups.add(component.failoverGroup)
    return { component, to: { id: target.id, name: target.name }, isDataLost: false, why: "" }
  }
  const nowhere = { component, to: null, isDataLost: false }
  if (allowed.length === 0) return { ...nowhere, why: data ? ": none of those with its data is up" : ": it is pinned" }
  if (apart.length === 0)
    return { ...nowhere, why: `: its failover group ${component.failoverGroup} is on each of them` }
  return { ...nowhere, why: `; ${mostFree(apart)}` }
}

/** Where everything that is to run on a node would go if that node were lost, each seeing those before it. */
export function fatesWithout(snapshot: HaSnapshot, lostId: string): Fate[] {
  const rooms = roomWithout(snapshot, lostId)
  return snapshot.components
    .filter((c) => c.nodeId === lostId && c.wanted)
    .map((component): Homeless => {
      const data = dataNodes(component, snapshot.volumes, lostId)
      const allowed = rooms.filter(
        (room) =>
          (data === null || data.has(room.id)) && (component.pin.length === 0 || component.pin.includes(room.id)),
      )
      return { component, data, allowed }
    })
    .sort(byChoice)
    .map(settle)
}
