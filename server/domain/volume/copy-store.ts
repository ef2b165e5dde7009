import type { Tx } from "@/server/db"

type Copy = { tenantId: string; volumeId: string; nodeId: string }

/** Where the one writable copy is to be; raises the writer's epoch. */
export async function insertPrimary(tx: Tx, copy: Copy): Promise<void> {
  await tx.volumeReplica.create({ data: { ...copy, role: "primary", state: "syncing" } })
  await tx.volume.update({
    where: { tenantId_id: { tenantId: copy.tenantId, id: copy.volumeId } },
    data: { epoch: { increment: 1 } },
  })
}

export async function insertReplica(tx: Tx, copy: Copy): Promise<void> {
  await tx.volumeReplica.create({ data: { ...copy, role: "replica", state: "syncing" } })
}

export async function dropCopy(tx: Tx, copy: Copy): Promise<void> {
  await tx.volumeReplica.deleteMany({ where: copy })
}

/**
 * The replica becomes the writer with a higher epoch; the old primary's copy no longer counts (its node removes it when it comes
 * back). The caller has made sure that the old node is fenced. False when the copies are not as the caller saw them.
 */
export async function promoteCopy(
  tx: Tx,
  change: { tenantId: string; volumeId: string; from: string; to: string },
): Promise<boolean> {
  const { tenantId, volumeId, from, to } = change
  const gone = await tx.volumeReplica.deleteMany({ where: { tenantId, volumeId, nodeId: from, role: "primary" } })
  const moved = await tx.volumeReplica.updateMany({
    where: { tenantId, volumeId, nodeId: to, role: "replica" },
    data: { role: "primary", state: "ok", ageMs: null, asOf: null },
  })
  if (gone.count !== 1 || moved.count !== 1) return false
  await tx.volume.update({ where: { tenantId_id: { tenantId, id: volumeId } }, data: { epoch: { increment: 1 } } })
  return true
}

export async function noteCopy(
  tx: Tx,
  copy: Copy,
  seen: { state: "ok" | "syncing" | "degraded"; ageMs: number | null; asOf: Date | null; usedBytes: number },
): Promise<void> {
  await tx.volumeReplica.updateMany({
    where: copy,
    data: { ...seen, usedBytes: BigInt(Math.max(0, Math.round(seen.usedBytes))) },
  })
}

/** All of what it was to be copied from has arrived: from here on it is a volume like any other. */
export async function noteCopied(tx: Tx, tenantId: string, volumeId: string): Promise<void> {
  await tx.volume.updateMany({ where: { tenantId, id: volumeId }, data: { copyOfId: null } })
}

/** What a volume is copied from, with where it is. */
export const findCopySource = (tx: Tx, tenantId: string, id: string) =>
  tx.volume.findFirst({
    where: { tenantId, id, purgedAt: null },
    select: {
      id: true,
      vdcId: true,
      vdc: { select: { dataCenter: { select: { id: true, fabric: true } } } },
      replicas: { where: { role: "primary" }, select: { nodeId: true } },
    },
  })

/** Volumes of these instances that are still to be copied, with where. */
export const findUncopied = (
  tx: Tx,
  where: { tenantId: string; applicationId: string; instances: { componentName: string; componentIndex: number }[] },
) =>
  tx.volume.findMany({
    where: {
      tenantId: where.tenantId,
      applicationId: where.applicationId,
      trashedAt: null,
      copyOfId: { not: null },
      OR: where.instances,
    },
    orderBy: { path: "asc" },
    select: { path: true, sizeGib: true, replicas: { select: { role: true } } },
  })

/** Volumes whose time in the trash is over, of all tenants. */
export const unsafeDueForPurgeAcrossTenants = (tx: Tx, now: Date, take: number) =>
  tx.volume.findMany({
    where: { purgeAt: { lte: now }, purgedAt: null },
    take,
    orderBy: { purgeAt: "asc" },
    include: {
      replicas: { include: { node: true } },
      vdc: { select: { dataCenter: { select: { id: true, fabric: true } } } },
    },
  })

export async function markPurged(tx: Tx, tenantId: string, volumeId: string, at: Date): Promise<void> {
  await tx.volumeReplica.deleteMany({ where: { tenantId, volumeId } })
  await tx.volume.updateMany({ where: { tenantId, id: volumeId }, data: { purgedAt: at } })
}
