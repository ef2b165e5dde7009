import { flatOfRevision } from "@/lib/blueprint/document"
import type { Prisma, Tx } from "@/server/db"
import type { PageRequest } from "../page"
import type { HaSnapshot } from "./core/ha"

const nodeParts = { machineClass: true } satisfies Prisma.NodeInclude
const assignmentParts = { node: { include: nodeParts } } satisfies Prisma.NodeAssignmentInclude
const volumeParts = { replicas: true } satisfies Prisma.VolumeInclude

export type NodeAssignmentRow = Prisma.NodeAssignmentGetPayload<{ include: typeof assignmentParts }>
export type ComponentRow = Prisma.ComponentGetPayload<Record<string, never>>
export type VolumeRow = Prisma.VolumeGetPayload<{ include: typeof volumeParts }>
export type VdcParts = { assignments: NodeAssignmentRow[]; components: ComponentRow[]; volumes: VolumeRow[] }

/** Everything of one VDC in three queries, whatever its size. */
export async function findParts(tx: Tx, tenantId: string, vdcId: string): Promise<VdcParts> {
  const assignments = await tx.nodeAssignment.findMany({
    where: { tenantId, vdcId, endsAt: null },
    include: assignmentParts,
    orderBy: { id: "asc" },
  })
  const components = await tx.component.findMany({ where: { tenantId, vdcId } })
  const volumes = await tx.volume.findMany({ where: { tenantId, vdcId, purgedAt: null }, include: volumeParts })
  return { assignments, components, volumes }
}

/** One page of the nodes (cursor: node id) with what is on them. */
export async function findNodesPage(
  tx: Tx,
  tenantId: string,
  vdcId: string,
  { cursor, limit }: PageRequest,
): Promise<VdcParts> {
  const assignments = await tx.nodeAssignment.findMany({
    where: { tenantId, vdcId, endsAt: null, ...(cursor ? { nodeId: { gt: cursor } } : {}) },
    include: assignmentParts,
    orderBy: { nodeId: "asc" },
    take: limit + 1,
  })
  const nodeId = { in: assignments.map((a) => a.nodeId) }
  const components = await tx.component.findMany({ where: { tenantId, vdcId, nodeId } })
  const volumes = await tx.volume.findMany({
    where: { tenantId, vdcId, purgedAt: null, replicas: { some: { nodeId } } },
    include: volumeParts,
  })
  return { assignments, components, volumes }
}

/** Placement rules of each drawn component, by application id and name. */
export async function findPlacementRules(tx: Tx, tenantId: string, vdcId: string) {
  const applications = await tx.application.findMany({
    where: { tenantId, vdcId, deletedAt: null },
    select: { id: true, revision: { select: { blueprint: true, flat: true } } },
  })
  return new Map(
    applications.flatMap(({ id, revision }) =>
      revision
        ? flatOfRevision(revision).components.map(
            (c) => [`${id} ${c.name}`, { pin: c.pin, failoverGroup: c.failoverGroup }] as const,
          )
        : [],
    ),
  )
}

type Rules = Awaited<ReturnType<typeof findPlacementRules>>

export function toHaSnapshot({ assignments, components, volumes }: VdcParts, rules: Rules): HaSnapshot {
  const living = components.filter((c) => c.wanted !== "removed")
  return {
    nodes: assignments.map(({ node }) => ({
      id: node.id,
      name: node.name,
      up: node.state === "assigned" && node.powerWanted,
      cpuMillis: node.machineClass.cores * 1000,
      memoryMib: node.machineClass.memoryMib,
    })),
    components: living.map((c) => {
      const rule = rules.get(`${c.applicationId} ${c.name}`)
      return {
        id: c.id,
        path: c.path,
        wanted: c.wanted === "running",
        nodeId: c.nodeId,
        state: c.state,
        cpuMillis: c.cpuMillis,
        memoryMib: c.memoryMib,
        pin: rule?.pin ?? [],
        failoverGroup: rule?.failoverGroup ? `${c.applicationId} ${rule.failoverGroup}` : null,
      }
    }),
    volumes: volumes
      .filter((v) => v.trashedAt === null)
      .map((v) => ({
        path: v.path,
        mirrored: v.mirrored,
        componentId:
          living.find(
            (c) => c.applicationId === v.applicationId && c.name === v.componentName && c.index === v.componentIndex,
          )?.id ?? null,
        replicas: v.replicas.map((r) => ({
          nodeId: r.nodeId,
          primary: r.role === "primary",
          ok: r.state === "ok",
          ageMs: r.ageMs,
          asOf: r.asOf,
        })),
      })),
  }
}
