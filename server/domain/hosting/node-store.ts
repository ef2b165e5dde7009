import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"
import { type NodeEvent, type NodeState, nextNodeState, nodeStatesBefore } from "./core/node-state"
import type { Candidate } from "./core/pick-nodes"

const whole = {
  dataCenter: { include: { partner: true } },
  machineClass: true,
  assignments: { where: { endsAt: null }, include: { vdc: { include: { tenant: { select: { name: true } } } } } },
  _count: { select: { components: { where: { wanted: { not: "removed" } } }, replicas: true } },
} satisfies Prisma.NodeInclude
export type ProviderNodeRow = Prisma.NodeGetPayload<{ include: typeof whole }>

export type NodeFilter = {
  dataCenterId?: string | undefined
  state?: NodeState | undefined
  vdcId?: string | undefined
}

/** Of all tenants: for the provider's role. */
export const findNodesAcrossTenants = (tx: Tx, filter: NodeFilter, page: PageRequest): Promise<ProviderNodeRow[]> => {
  const { take, ...after } = pageQuery(page)
  return tx.node.findMany({
    where: {
      ...after,
      ...(filter.dataCenterId ? { dataCenterId: filter.dataCenterId } : {}),
      ...(filter.state ? { state: filter.state } : {}),
      ...(filter.vdcId ? { assignments: { some: { vdcId: filter.vdcId, endsAt: null } } } : {}),
    },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

export const findNodeAcrossTenants = (tx: Tx, id: string): Promise<ProviderNodeRow | null> =>
  tx.node.findUnique({ where: { id }, include: whole })

export const findNodesById = (tx: Tx, ids: string[]): Promise<ProviderNodeRow[]> =>
  tx.node.findMany({ where: { id: { in: ids } }, include: whole, orderBy: { id: "asc" } })

/** Who takes nodes of a class in a data center waits here for others who do: held until the transaction ends. */
export async function lockInventory(tx: Tx, dataCenterId: string, machineClassId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('inventory:' || ${dataCenterId}::text || ':' || ${machineClassId}::text, 0))`
}

export const findFreeNodes = (tx: Tx, dataCenterId: string, machineClassId: string): Promise<Candidate[]> =>
  tx.node.findMany({
    where: { dataCenterId, machineClassId, state: "available", powerWanted: true },
    select: { id: true, name: true, rack: true },
  })

/** Compare-and-set of all of them; the count of those that were where the move starts. */
export async function moveNodes(tx: Tx, ids: string[], event: NodeEvent): Promise<number> {
  const before = nodeStatesBefore(event)
  // Wherever it starts, an event leads to one state.
  const to = before[0] ? nextNodeState(before[0], event) : null
  if (to === null) return 0
  const { count } = await tx.node.updateMany({
    where: { id: { in: ids }, state: { in: before } },
    data: {
      state: to,
      evacuated: event === "drain",
      ...(to === "down" ? {} : { downSince: null, fencedAt: null }),
      // As new: whoever watches free nodes switches it on and waits for its first report.
      ...(event === "emptied" ? { lastSeenAt: null, bootId: null, cpuMillis: 0, usedMemoryMib: 0 } : {}),
    },
  })
  // Wanted empty by the provider, and empty: it is not offered to the next.
  if (event === "emptied")
    await tx.node.updateMany({
      where: { id: { in: ids }, state: to, drainReason: { not: null } },
      data: { state: "draining" },
    })
  return count
}

/** The end of the last assignment any of the nodes had: a new one may not start before. */
export async function lastAssignmentEnd(tx: Tx, nodeIds: string[]): Promise<Date | null> {
  const { _max } = await tx.nodeAssignment.aggregate({ where: { nodeId: { in: nodeIds } }, _max: { endsAt: true } })
  return _max.endsAt
}

export type Holder = { tenantId: string; vdcId: string; purpose: "base" | "burst" | "upgrade" | "dr" }

export async function insertAssignments(tx: Tx, holder: Holder, nodeIds: string[], startsAt: Date): Promise<void> {
  await tx.nodeAssignment.createMany({ data: nodeIds.map((nodeId) => ({ id: newId(), ...holder, nodeId, startsAt })) })
}

const held = { node: { include: { machineClass: true } } } satisfies Prisma.NodeAssignmentInclude
export type AssignmentRow = Prisma.NodeAssignmentGetPayload<{ include: typeof held }>

/** Nodes a VDC has now. */
export const findAssignments = (tx: Tx, tenantId: string, vdcId: string): Promise<AssignmentRow[]> =>
  tx.nodeAssignment.findMany({ where: { tenantId, vdcId, endsAt: null }, include: held, orderBy: { id: "asc" } })

/** A range has length: an assignment released in the millisecond it began ends a millisecond later. */
export async function endAssignments(tx: Tx, tenantId: string, vdcId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE node_assignment SET ends_at = GREATEST(${at}::timestamptz, starts_at + interval '1 millisecond')
    WHERE tenant_id = ${tenantId}::uuid AND vdc_id = ${vdcId}::uuid AND ends_at IS NULL`
}

/** Nodes on their way back from a VDC: released, not empty yet. */
export const findReleased = (tx: Tx, tenantId: string, vdcId: string) =>
  tx.node.findMany({
    where: {
      state: "draining",
      assignments: { some: { tenantId, vdcId, endsAt: { not: null } }, none: { endsAt: null } },
    },
    orderBy: { id: "asc" },
  })

export async function setPowerWanted(tx: Tx, nodeId: string, powerWanted: boolean): Promise<void> {
  await tx.node.updateMany({ where: { id: nodeId }, data: { powerWanted } })
}

export const findStanding = (tx: Tx, dataCenterId: string) =>
  tx.node.findMany({ where: { dataCenterId }, select: { name: true, rack: true, state: true } })

export type NewNode = { dataCenterId: string; machineClassId: string; name: string; rack: string }

export async function insertNodes(tx: Tx, nodes: NewNode[]): Promise<string[]> {
  const rows = nodes.map((node) => ({ id: newId(), ...node }))
  await tx.node.createMany({ data: rows })
  return rows.map((row) => row.id)
}
