import type { z } from "zod"
import type { VdcDetailOut, VdcNodeOut, VdcOut } from "@/lib/schemas/hosting"
import { toMachineClassOut } from "../hosting"
import type { Ha } from "./core/ha"
import type { NodeAssignmentRow, VdcParts } from "./snapshot-store"
import type { VdcRow } from "./vdc-store"

type Size = { cpuMillis: number; memoryMib: number; diskGib: number }

export const toVdcOut = (row: VdcRow): z.infer<typeof VdcOut> => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  state: row.state,
  waitingReason: row.waitingReason,
  dataCenter: {
    id: row.dataCenter.id,
    slug: row.dataCenter.slug,
    name: row.dataCenter.name,
    partner: row.dataCenter.partner.name,
    city: row.dataCenter.city,
    fabric: row.dataCenter.fabric,
  },
  package: { id: row.package.id, slug: row.package.slug, name: row.package.name, nodes: row.package.nodes },
  nodes: {
    assigned: row.assignments.length,
    down: row.assignments.filter(({ node }) => node.state === "down").length,
  },
  applications: row._count.applications,
  createdAt: row.createdAt.toISOString(),
  activatedAt: row.activatedAt?.toISOString() ?? null,
})

/** What is reserved on a node: components hold their room while stopped too; each copy of a volume takes its size. */
function reservedOn(nodeId: string, parts: VdcParts): Size {
  const components = parts.components.filter((c) => c.nodeId === nodeId)
  const copies = parts.volumes.filter((v) => v.replicas.some((r) => r.nodeId === nodeId))
  return {
    cpuMillis: components.reduce((sum, c) => sum + c.cpuMillis, 0),
    memoryMib: components.reduce((sum, c) => sum + c.memoryMib, 0),
    diskGib: copies.reduce((sum, v) => sum + v.sizeGib, 0),
  }
}

const sumOf = (sizes: Size[]): Size => ({
  cpuMillis: sizes.reduce((sum, s) => sum + s.cpuMillis, 0),
  memoryMib: sizes.reduce((sum, s) => sum + s.memoryMib, 0),
  diskGib: sizes.reduce((sum, s) => sum + s.diskGib, 0),
})

/** How far behind its oldest mirror is, at this moment. */
function toHaOut({ oldest, ...ha }: Ha, nowMs: number): z.infer<typeof VdcDetailOut>["ha"] {
  if (!oldest) return { ...ha, oldestMirror: null }
  const { path, asOf } = oldest
  const ageMs = asOf ? Math.max(0, nowMs - asOf.getTime()) : oldest.ageMs
  return { ...ha, oldestMirror: { path, inStep: false, asOf: asOf?.toISOString() ?? null, ageMs } }
}

export const toVdcDetailOut = (row: VdcRow, parts: VdcParts, ha: Ha, nowMs: number): z.infer<typeof VdcDetailOut> => ({
  ...toVdcOut(row),
  ha: toHaOut(ha, nowMs),
  capacity: sumOf(
    parts.assignments.map(({ node }) => ({
      cpuMillis: node.machineClass.cores * 1000,
      memoryMib: node.machineClass.memoryMib,
      diskGib: node.machineClass.diskGib,
    })),
  ),
  reserved: sumOf(parts.assignments.map(({ nodeId }) => reservedOn(nodeId, parts))),
})

export function toVdcNodeOut(assignment: NodeAssignmentRow, parts: VdcParts): z.infer<typeof VdcNodeOut> {
  const { node } = assignment
  return {
    id: node.id,
    name: node.name,
    rack: node.rack,
    state: node.state,
    purpose: assignment.purpose,
    since: assignment.startsAt.toISOString(),
    lastSeenAt: node.lastSeenAt?.toISOString() ?? null,
    machineClass: toMachineClassOut(node.machineClass),
    reserved: reservedOn(node.id, parts),
    used: { cpuMillis: node.cpuMillis, memoryMib: node.usedMemoryMib },
    drainReason: node.drainReason ?? (node.evacuated ? "the partner evacuates it in its cluster" : null),
    components: parts.components
      .filter((c) => c.nodeId === node.id)
      .map((c) => ({ id: c.id, path: c.path, state: c.state })),
    volumes: parts.volumes.flatMap((v) =>
      v.replicas
        .filter((r) => r.nodeId === node.id)
        .map((r) => ({ id: v.id, path: v.path, role: r.role, state: r.state })),
    ),
  }
}
