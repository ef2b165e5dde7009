import type { Tx } from "@/server/db"
import type { Fleet, NodeView } from "./core/fleet"

type NodeRow = { id: string; name: string; rack: string; state: string; cores: number; memory_mib: number; disk_gib: number }
type UseRow = { node_id: string; cpu: bigint; memory: bigint; siblings: string[] }
type DiskRow = { node_id: string; disk: bigint }

/**
 * Room of a component is reserved from its placement until it is stopped or gone: a stopped one keeps its node as the place it ran
 * last, not as a claim on it.
 */
async function usesOf(tx: Tx, nodeIds: string[]): Promise<UseRow[]> {
  return tx.$queryRaw<UseRow[]>`
    SELECT node_id, sum(cpu_millis)::bigint AS cpu, sum(memory_mib)::bigint AS memory,
           array_agg(application_id::text || ':' || name) AS siblings
    FROM component
    WHERE node_id = ANY(${nodeIds}::uuid[]) AND NOT (wanted = 'stopped' AND state IN ('stopped', 'absent'))
    GROUP BY node_id`
}

const disksOf = (tx: Tx, nodeIds: string[]): Promise<DiskRow[]> =>
  tx.$queryRaw<DiskRow[]>`
    SELECT r.node_id, sum(v.size_gib)::bigint AS disk
    FROM volume_replica r JOIN volume v ON v.tenant_id = r.tenant_id AND v.id = r.volume_id
    WHERE r.node_id = ANY(${nodeIds}::uuid[]) AND v.purged_at IS NULL
    GROUP BY r.node_id`

async function viewsOf(tx: Tx, rows: NodeRow[]): Promise<NodeView[]> {
  const ids = rows.map((r) => r.id)
  const uses = new Map((await usesOf(tx, ids)).map((u) => [u.node_id, u]))
  const disks = new Map((await disksOf(tx, ids)).map((d) => [d.node_id, Number(d.disk)]))
  return rows.map((row) => {
    const use = uses.get(row.id)
    return {
      id: row.id,
      name: row.name,
      rack: row.rack,
      accepts: row.state === "assigned",
      size: { cpuMillis: row.cores * 1_000, memoryMib: row.memory_mib, diskGib: row.disk_gib },
      reserved: { cpuMillis: Number(use?.cpu ?? 0n), memoryMib: Number(use?.memory ?? 0n), diskGib: disks.get(row.id) ?? 0 },
      siblings: use?.siblings ?? [],
      failoverGroups: [],
    }
  })
}

/** The nodes a VDC has now with what is reserved on them: three queries whatever its size. */
export async function loadFleet(tx: Tx, vdcId: string): Promise<Fleet> {
  const rows = await tx.$queryRaw<NodeRow[]>`
    SELECT n.id, n.name, n.rack, n.state::text AS state, m.cores, m.memory_mib, m.disk_gib
    FROM node_assignment a JOIN node n ON n.id = a.node_id JOIN machine_class m ON m.id = n.machine_class_id
    WHERE a.vdc_id = ${vdcId}::uuid AND a.ends_at IS NULL
    ORDER BY n.name`
  return { nodes: await viewsOf(tx, rows) }
}

/** The lock under which room on the nodes of a VDC is given away: its VDC row, so that no two plans cross. */
export async function lockRoom(tx: Tx, vdcId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM vdc WHERE id = ${vdcId}::uuid FOR NO KEY UPDATE`
}

/** Compare-and-set of a placement: only from the epoch and wish the plan was made for. */
export async function writePlacement(
  tx: Tx,
  placement: { tenantId: string; componentId: string; epoch: number; nodeId: string; reason: string; at: Date },
): Promise<boolean> {
  const { count } = await tx.component.updateMany({
    where: { tenantId: placement.tenantId, id: placement.componentId, epoch: placement.epoch, wanted: "running" },
    data: {
      nodeId: placement.nodeId,
      epoch: { increment: 1 },
      state: "creating",
      stateSince: placement.at,
      placementReason: placement.reason,
      reason: null,
      inputs: {},
    },
  })
  return count === 1
}
