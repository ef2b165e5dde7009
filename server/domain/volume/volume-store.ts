import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

const whole = {
  replicas: {
    include: { node: { select: { id: true, name: true, state: true, downSince: true, lastSeenAt: true } } },
    orderBy: { role: "asc" },
  },
  application: { select: { id: true, slug: true, deletedAt: true } },
  snapshot: { select: { id: true, name: true } },
  vdc: { select: { name: true, state: true, dataCenter: { select: { id: true, fabric: true } } } },
} satisfies Prisma.VolumeInclude
export type VolumeRow = Prisma.VolumeGetPayload<{ include: typeof whole }>

export const findVolume = (tx: Tx, tenantId: string, id: string): Promise<VolumeRow | null> =>
  tx.volume.findFirst({ where: { tenantId, id, purgedAt: null }, include: whole })

export type VolumeFilter = { vdcId?: string | undefined; applicationId?: string | undefined; trashed: boolean }

export const findVolumes = (
  tx: Tx,
  tenantId: string,
  filter: VolumeFilter,
  page: PageRequest,
): Promise<VolumeRow[]> => {
  const { take, ...after } = pageQuery(page)
  return tx.volume.findMany({
    where: {
      tenantId,
      ...after,
      purgedAt: null,
      // Those of snapshots are found by these; in the trash everything is.
      ...(filter.trashed ? { trashedAt: { not: null } } : { trashedAt: null, snapshotId: null }),
      ...(filter.vdcId ? { vdcId: filter.vdcId } : {}),
      ...(filter.applicationId ? { applicationId: filter.applicationId } : {}),
    },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

export type NewVolume = {
  /** Given where somebody else has to know it. */
  id?: string
  tenantId: string
  vdcId: string
  /** Null for one of a snapshot. */
  applicationId: string | null
  componentName: string
  componentIndex: number
  name: string
  path: string
  sizeGib: number
  mirrored: boolean
  mirroring: "files" | "postgres"
  content: string | null
  /** To be copied from this one. */
  copyOfId?: string | null
  snapshotId?: string
}

/** A new volume in the place of one that is there, as large and filled with nothing of it. */
export const likeVolume = (row: Omit<NewVolume, "mirroring" | "snapshotId"> & { mirroring: string }): NewVolume => ({
  tenantId: row.tenantId,
  vdcId: row.vdcId,
  applicationId: row.applicationId,
  componentName: row.componentName,
  componentIndex: row.componentIndex,
  name: row.name,
  path: row.path,
  sizeGib: row.sizeGib,
  mirrored: row.mirrored,
  mirroring: row.mirroring === "postgres" ? "postgres" : "files",
  content: row.content,
})

export async function insertVolumes(tx: Tx, volumes: readonly NewVolume[]): Promise<void> {
  if (volumes.length > 0) await tx.volume.createMany({ data: volumes.map((v) => ({ id: newId(), ...v })) })
}

/** One living volume of an application goes to the trash, to make room for another in its place. */
export async function trashInFavour(tx: Tx, tenantId: string, id: string, at: Date, purgeAt: Date): Promise<void> {
  await tx.volume.updateMany({ where: { tenantId, id, trashedAt: null }, data: { trashedAt: at, purgeAt } })
}

export async function trashVolumesOfSnapshot(
  tx: Tx,
  where: { tenantId: string; snapshotId: string },
  at: Date,
  purgeAt: Date,
): Promise<void> {
  await tx.volume.updateMany({ where: { ...where, trashedAt: null }, data: { trashedAt: at, purgeAt } })
}

/** False when a part of it is purged already. */
export async function restoreVolumesOfSnapshot(
  tx: Tx,
  where: { tenantId: string; snapshotId: string },
): Promise<boolean> {
  if ((await tx.volume.count({ where: { ...where, purgedAt: { not: null } } })) > 0) return false
  await tx.volume.updateMany({ where, data: { trashedAt: null, purgeAt: null } })
  return true
}

/** Moves the living volumes of an application (or of some of its instances) to the trash. */
export async function trashVolumes(
  tx: Tx,
  where: {
    tenantId: string
    applicationId: string
    instances?: readonly { componentName: string; componentIndex: number }[]
    /** Only those called so. */
    names?: readonly string[]
  },
  at: Date,
  purgeAt: Date,
): Promise<number> {
  const { count } = await tx.volume.updateMany({
    where: {
      tenantId: where.tenantId,
      applicationId: where.applicationId,
      trashedAt: null,
      ...(where.instances ? { OR: [...where.instances] } : {}),
      ...(where.names ? { name: { in: [...where.names] } } : {}),
    },
    data: { trashedAt: at, purgeAt },
  })
  return count
}

/** The living volumes of an application, or of some of its instances, with what their primary holds. */
export const livingVolumes = (
  tx: Tx,
  where: {
    tenantId: string
    applicationId: string
    instances?: readonly { componentName: string; componentIndex: number }[]
  },
) =>
  tx.volume.findMany({
    where: {
      tenantId: where.tenantId,
      applicationId: where.applicationId,
      trashedAt: null,
      ...(where.instances ? { OR: [...where.instances] } : {}),
    },
    orderBy: { path: "asc" },
    select: {
      id: true,
      path: true,
      name: true,
      componentName: true,
      componentIndex: true,
      sizeGib: true,
      mirrored: true,
      replicas: { where: { role: "primary" }, select: { usedBytes: true } },
    },
  })

/** Out of the trash: it lives on in the VDC without an application; false when it was not there (any more). */
export async function restoreVolume(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { count } = await tx.volume.updateMany({
    where: { tenantId, id, trashedAt: { not: null }, purgedAt: null, snapshotId: null },
    data: { trashedAt: null, purgeAt: null, applicationId: null },
  })
  return count === 1
}

/** A volume without a living application goes to the trash; false when an application holds it. */
export async function trashVolume(tx: Tx, tenantId: string, id: string, at: Date, purgeAt: Date): Promise<boolean> {
  const { count } = await tx.volume.updateMany({
    where: {
      tenantId,
      id,
      trashedAt: null,
      snapshotId: null,
      OR: [{ applicationId: null }, { application: { deletedAt: { not: null } } }],
    },
    data: { trashedAt: at, purgeAt },
  })
  return count === 1
}
