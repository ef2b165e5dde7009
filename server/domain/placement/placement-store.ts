import type { Tx } from "@/server/db"
import { type Fleet, type NodeView, type Resident, siblingOf } from "./core/fleet"

type NodeRow = {
  id: string
  name: string
  rack: string
  state: "available" | "assigned" | "draining" | "down" | "retired"
  runs_vms: boolean
  cores: number
  memory_mib: number
  disk_gib: number
}
type ResidentRow = {
  id: string
  node_id: string
  application_id: string
  name: string
  cpu_millis: number
  memory_mib: number
  failover_group: string | null
  pending_gib: number
}
type DiskRow = { node_id: string; disk_gib: number }

/**
 * Room of a component is reserved from its placement until it is stopped or gone: a stopped one keeps its node as the place it ran
 * last, not as a claim on it. Its volumes are reserved by their copies; those that have none yet by the component, so that two
 * placements cannot promise the same disk before the first has made its volume. One that leaves a node being emptied has its room on
 * the node it goes to as well.
 */
const residentsOf = (tx: Tx, nodeIds: string[]): Promise<ResidentRow[]> =>
  tx.$queryRaw<ResidentRow[]>`
    SELECT c.id, place.node_id, c.application_id, c.name, c.cpu_millis, c.memory_mib,
           jsonb_path_query_first(COALESCE(r.flat, r.blueprint), '$.components[*] ? (@.name == $name).failoverGroup',
             jsonb_build_object('name', c.name)) #>> '{}' AS failover_group,
           coalesce((
             SELECT sum(v.size_gib) FROM volume v
             WHERE v.tenant_id = c.tenant_id AND v.application_id = c.application_id AND v.component_name = c.name
               AND v.component_index = c.index AND v.trashed_at IS NULL AND v.purged_at IS NULL
               AND NOT EXISTS (SELECT FROM volume_replica copy WHERE copy.volume_id = v.id)), 0)::int AS pending_gib
    FROM component c
    CROSS JOIN LATERAL (
      SELECT c.node_id WHERE c.node_id = ANY(${nodeIds}::uuid[]) AND c.state NOT IN ('stopped', 'absent')
      UNION SELECT c.moving_to WHERE c.moving_to = ANY(${nodeIds}::uuid[])) AS place(node_id)
    JOIN application a ON a.tenant_id = c.tenant_id AND a.id = c.application_id
    LEFT JOIN application_revision r ON r.tenant_id = a.tenant_id AND r.id = a.revision_id
    WHERE c.node_id = ANY(${nodeIds}::uuid[]) OR c.moving_to = ANY(${nodeIds}::uuid[])`

/** Copies take their room until they are purged, in the trash too. */
const disksOf = (tx: Tx, nodeIds: string[]): Promise<DiskRow[]> =>
  tx.$queryRaw<DiskRow[]>`
    SELECT copy.node_id, sum(v.size_gib)::int AS disk_gib
    FROM volume_replica copy JOIN volume v ON v.tenant_id = copy.tenant_id AND v.id = copy.volume_id
    WHERE copy.node_id = ANY(${nodeIds}::uuid[]) AND v.purged_at IS NULL
    GROUP BY copy.node_id`

const toResident = (row: ResidentRow): Resident => ({
  id: row.id,
  sibling: siblingOf(row.application_id, row.name),
  failoverGroup: row.failover_group === null ? null : siblingOf(row.application_id, row.failover_group),
  cpuMillis: row.cpu_millis,
  memoryMib: row.memory_mib,
  pendingGib: row.pending_gib,
})

const stateOf = ({ state }: NodeRow): NodeView["state"] => {
  if (state === "assigned") return "up"
  return state === "draining" ? "draining" : "down"
}

async function toNodes(tx: Tx, rows: NodeRow[]): Promise<NodeView[]> {
  const ids = rows.map((r) => r.id)
  const disks = new Map((await disksOf(tx, ids)).map((d) => [d.node_id, d.disk_gib]))
  const residents = new Map<string, Resident[]>(ids.map((id) => [id, []]))
  for (const row of await residentsOf(tx, ids)) residents.get(row.node_id)?.push(toResident(row))
  return rows.map((row) => {
    const here = residents.get(row.id) ?? []
    return {
      id: row.id,
      name: row.name,
      rack: row.rack,
      state: stateOf(row),
      runsVms: row.runs_vms,
      size: { cpuMillis: row.cores * 1_000, memoryMib: row.memory_mib, diskGib: row.disk_gib },
      reserved: {
        cpuMillis: here.reduce((sum, r) => sum + r.cpuMillis, 0),
        memoryMib: here.reduce((sum, r) => sum + r.memoryMib, 0),
        diskGib: here.reduce((sum, r) => sum + r.pendingGib, disks.get(row.id) ?? 0),
      },
      residents: here,
    }
  })
}

/** The nodes a VDC has now with what is reserved on them: three queries whatever its size. */
export async function loadFleet(tx: Tx, vdcId: string): Promise<Fleet> {
  const rows = await tx.$queryRaw<NodeRow[]>`
    SELECT n.id, n.name, n.rack, n.state::text AS state, n.runs_vms, m.cores, m.memory_mib, m.disk_gib
    FROM node_assignment a JOIN node n ON n.id = a.node_id JOIN machine_class m ON m.id = n.machine_class_id
    WHERE a.vdc_id = ${vdcId}::uuid AND a.ends_at IS NULL
    ORDER BY n.id`
  return { nodes: await toNodes(tx, rows) }
}

/**
 * These nodes of the VDC as they are now, locked until the transaction ends: who gives room away on a node holds its row. In the
 * order of their ids, so that two who want the same nodes do not wait for each other. Those the VDC no longer has are left out.
 */
export async function lockNodes(tx: Tx, vdcId: string, nodeIds: readonly string[]): Promise<NodeView[]> {
  // NO KEY: heartbeats and rows that point at the node need not wait for the commit of others.
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM node WHERE id = ANY(${[...nodeIds]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
  const ids = locked.map((row) => row.id)
  // A new statement, so that it sees what the holder of the lock before us committed.
  const rows = await tx.$queryRaw<NodeRow[]>`
    SELECT n.id, n.name, n.rack, n.state::text AS state, n.runs_vms, m.cores, m.memory_mib, m.disk_gib
    FROM node_assignment a JOIN node n ON n.id = a.node_id JOIN machine_class m ON m.id = n.machine_class_id
    WHERE a.vdc_id = ${vdcId}::uuid AND a.ends_at IS NULL AND n.id = ANY(${ids}::uuid[])`
  return toNodes(tx, rows)
}

/** All nodes of the VDC as they are now, locked as by `lockNodes`. */
export async function lockFleet(tx: Tx, vdcId: string): Promise<Fleet> {
  const rows = await tx.nodeAssignment.findMany({ where: { vdcId, endsAt: null }, select: { nodeId: true } })
  return {
    nodes: await lockNodes(
      tx,
      vdcId,
      rows.map((row) => row.nodeId),
    ),
  }
}

export type PlacementWrite = { componentId: string; epoch: number; nodeId: string; reason: string }

/**
 * Compare-and-set of placements in one statement: each only from the epoch it was planned for and while it is still wanted. Returns
 * the components that were written.
 */
export async function writePlacements(
  tx: Tx,
  tenantId: string,
  placements: readonly PlacementWrite[],
  at: Date,
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE component c
    SET node_id = p.node_id, epoch = c.epoch + 1, state = 'creating', state_since = ${at}::timestamptz,
        placement_reason = p.reason, reason = NULL, inputs = '{}', moving_to = NULL
    FROM unnest(
      ${placements.map((p) => p.componentId)}::uuid[], ${placements.map((p) => p.epoch)}::int[],
      ${placements.map((p) => p.nodeId)}::uuid[], ${placements.map((p) => p.reason)}::text[]) AS p(id, epoch, node_id, reason)
    WHERE c.tenant_id = ${tenantId}::uuid AND c.id = p.id AND c.epoch = p.epoch AND c.wanted = 'running'
    RETURNING c.id`
  return new Set(rows.map((row) => row.id))
}

/** The row of a mirror, in place of `insteadOf` if that is given; false when the volume has other copies than that and its first. */
export async function writeMirror(
  tx: Tx,
  mirror: { tenantId: string; volumeId: string; nodeId: string; insteadOf: string | null },
): Promise<boolean> {
  const { tenantId, volumeId, nodeId, insteadOf } = mirror
  const copies = await tx.volumeReplica.findMany({
    where: { tenantId, volumeId },
    select: { nodeId: true, role: true },
  })
  const old = copies.find((copy) => copy.nodeId === insteadOf && copy.role === "replica")
  const kept = copies.filter((copy) => copy !== old)
  if (kept.length !== 1 || kept[0]?.nodeId === nodeId || (insteadOf !== null && !old)) return false
  if (old) await tx.volumeReplica.deleteMany({ where: { tenantId, volumeId, nodeId: old.nodeId, role: "replica" } })
  await tx.volumeReplica.create({ data: { tenantId, volumeId, nodeId, role: "replica", state: "syncing" } })
  return true
}
