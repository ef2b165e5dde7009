import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

const whole = {
  replicas: { include: { node: { select: { id: true, name: true, state: true } } }, orderBy: { role: "asc" } },
  application: { select: { id: true, slug: true, deletedAt: true } },
  vdc: { select: { name: true, state: true, dataCenter: { select: { fabric: true } } } },
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
      trashedAt: filter.trashed ? { not: null } : null,
      ...(filter.vdcId ? { vdcId: filter.vdcId } : {}),
      ...(filter.applicationId ? { applicationId: filter.applicationId } : {}),
    },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

export type NewVolume = {
  tenantId: string
  vdcId: string
  applicationId: string
  componentName: string
  componentIndex: number
  name: string
  path: string
  sizeGib: number
  mirrored: boolean
  mirroring: "files" | "postgres"
  content: string | null
}

export async function insertVolumes(tx: Tx, volumes: NewVolume[]): Promise<void> {
  if (volumes.length > 0) await tx.volume.createMany({ data: volumes.map((v) => ({ id: newId(), ...v })) })
}

/** Moves the living volumes of an application (or of some of its instances) to the trash. */
export async function trashVolumes(
  tx: Tx,
  where: { tenantId: string; applicationId: string; instances?: { componentName: string; componentIndex: number }[] },
  at: Date,
  purgeAt: Date,
): Promise<number> {
  const { count } = await tx.volume.updateMany({
    where: {
      tenantId: where.tenantId,
      applicationId: where.applicationId,
      trashedAt: null,
      ...(where.instances ? { OR: where.instances } : {}),
    },
    data: { trashedAt: at, purgeAt },
  })
  return count
}

/** Out of the trash: it lives on in the VDC without an application; false when it was not there (any more). */
export async function restoreVolume(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const { count } = await tx.volume.updateMany({
    where: { tenantId, id, trashedAt: { not: null }, purgedAt: null },
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
      OR: [{ applicationId: null }, { application: { deletedAt: { not: null } } }],
    },
    data: { trashedAt: at, purgeAt },
  })
  return count === 1
}
