import type { Prisma, Tx } from "@/server/db"

const assigned = { include: { node: { include: { machineClass: true } } } } satisfies Prisma.Vdc$assignmentsArgs
const shape = {
  dataCenter: { select: { id: true, fabric: true } },
  assignments: { where: { endsAt: null }, ...assigned },
  components: { include: { application: { select: { id: true, slug: true, wanted: true, revision: true } } } },
  volumes: {
    where: { purgedAt: null },
    include: { replicas: true, snapshot: { select: { applicationId: true } } },
  },
} satisfies Prisma.VdcInclude

/** Everything the loop looks at of one VDC, in a handful of queries whatever its size. */
export const loadVdc = (tx: Tx, vdcId: string) => tx.vdc.findUnique({ where: { id: vdcId }, include: shape })
export type VdcView = Prisma.VdcGetPayload<{ include: typeof shape }>
export type NodeRow = VdcView["assignments"][number]["node"]
export type ComponentRow = VdcView["components"][number]
export type VolumeRow = VdcView["volumes"][number]

/** Takes or keeps the lease of up to `take` VDCs that are due; the others are in another worker's hands. */
export async function claimVdcs(tx: Tx, owner: string, leaseSeconds: number, take: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE vdc SET lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseSeconds})
    WHERE id IN (
      SELECT id FROM vdc
      WHERE state IN ('active', 'suspended', 'closing')
        AND (lease_owner = ${owner} OR lease_until IS NULL OR lease_until < now())
      ORDER BY lease_until NULLS FIRST LIMIT ${take} FOR UPDATE SKIP LOCKED)
    RETURNING id`
  return rows.map((r) => r.id)
}

export async function dropLeases(tx: Tx, owner: string): Promise<void> {
  await tx.vdc.updateMany({ where: { leaseOwner: owner }, data: { leaseOwner: null, leaseUntil: null } })
}

/** Heartbeat of a node that answered. */
export async function noteNodeSeen(
  tx: Tx,
  node: { id: string; bootId: string; cpuMillis: number; usedMemoryMib: number; at: Date },
): Promise<void> {
  await tx.node.updateMany({
    where: { id: node.id },
    data: { bootId: node.bootId, lastSeenAt: node.at, cpuMillis: node.cpuMillis, usedMemoryMib: node.usedMemoryMib },
  })
}

/** Compare-and-set; false when it was down already. */
export async function markNodeDown(tx: Tx, nodeId: string, at: Date): Promise<boolean> {
  const { count } = await tx.node.updateMany({
    where: { id: nodeId, state: { in: ["assigned", "available", "draining"] } },
    data: { state: "down", downSince: at, fencedAt: null },
  })
  return count === 1
}

export async function markNodeFenced(tx: Tx, nodeId: string, at: Date): Promise<void> {
  await tx.node.updateMany({ where: { id: nodeId, state: "down" }, data: { fencedAt: at } })
}

export async function markNodeBack(
  tx: Tx,
  nodeId: string,
  to: "assigned" | "draining",
  bootId: string,
  at: Date,
): Promise<boolean> {
  const { count } = await tx.node.updateMany({
    where: { id: nodeId, state: "down" },
    data: { state: to, downSince: null, fencedAt: null, bootId, lastSeenAt: at },
  })
  return count === 1
}

/** Compare-and-set; false when that was known, or it is not to be empty any more. */
export async function markNodeDrained(tx: Tx, nodeId: string, at: Date): Promise<boolean> {
  const { count } = await tx.node.updateMany({
    where: { id: nodeId, state: "draining", drainedAt: null },
    data: { drainedAt: at },
  })
  return count === 1
}

/** Which of these instances the database places on the node right now: asked again just before anything is removed from it. */
export async function placedOn(tx: Tx, nodeId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx.component.findMany({ where: { id: { in: ids }, nodeId }, select: { id: true } })
  return new Set(rows.map((r) => r.id))
}

export async function copiesOn(tx: Tx, nodeId: string, ids: string[]): Promise<Set<string>> {
  const rows = await tx.volumeReplica.findMany({ where: { volumeId: { in: ids }, nodeId }, select: { volumeId: true } })
  return new Set(rows.map((r) => r.volumeId))
}

export async function tenantsOfVdcs(tx: Tx, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx.vdc.findMany({ where: { id: { in: ids } }, select: { id: true, tenantId: true } })
  return new Map(rows.map((r) => [r.id, r.tenantId]))
}
