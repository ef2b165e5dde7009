import { Blueprint, flatOfRevision } from "@/lib/blueprint/document"
import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import type { Actor } from "../access"
import { type PageRequest, pageQuery } from "../page"

const whole = {
  revision: true,
  components: {
    orderBy: [{ startOrder: "asc" }, { name: "asc" }, { index: "asc" }],
    include: { node: { select: { id: true, name: true } } },
  },
  vdc: { select: { id: true, slug: true, dataCenterId: true } },
} satisfies Prisma.ApplicationInclude
export type ApplicationRow = Prisma.ApplicationGetPayload<{ include: typeof whole }>
export type ComponentRow = ApplicationRow["components"][number]

/** Parses what we stored ourselves: a revision that does not parse is a broken invariant, not bad input. */
export const blueprintOf = (row: { revision: { blueprint: Prisma.JsonValue } | null }): Blueprint =>
  Blueprint.parse(row.revision?.blueprint)

/** What runs of a revision: its drawing with every assembly opened. */
export const flatOf = (row: { revision: { blueprint: Prisma.JsonValue; flat: Prisma.JsonValue } | null }): Blueprint =>
  flatOfRevision(row.revision)

export const findApplication = (tx: Tx, tenantId: string, id: string): Promise<ApplicationRow | null> =>
  tx.application.findFirst({ where: { tenantId, id, deletedAt: null }, include: whole })

export const findApplications = (
  tx: Tx,
  tenantId: string,
  vdcId: string | undefined,
  page: PageRequest,
): Promise<ApplicationRow[]> => {
  const { take, ...after } = pageQuery(page)
  return tx.application.findMany({
    where: { tenantId, deletedAt: null, ...after, ...(vdcId ? { vdcId } : {}) },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

/** Locks the application against another change of what is wanted; false when it is not (or no longer) there. */
export async function lockApplication(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM application WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND deleted_at IS NULL FOR UPDATE`
  return rows.length === 1
}

export const findLivingSlug = (tx: Tx, tenantId: string, vdcId: string, slug: string) =>
  tx.application.findFirst({ where: { tenantId, vdcId, slug, deletedAt: null }, select: { id: true } })

/** Locks the VDC row: quotas and names are counted under it. */
export async function lockVdc(tx: Tx, tenantId: string, vdcId: string) {
  await tx.$queryRaw`SELECT id FROM vdc WHERE tenant_id = ${tenantId}::uuid AND id = ${vdcId}::uuid FOR UPDATE`
  return tx.vdc.findFirst({
    where: { tenantId, id: vdcId },
    include: { dataCenter: true, _count: { select: { applications: { where: { deletedAt: null } } } } },
  })
}

export type NewApplication = {
  tenantId: string
  vdcId: string
  slug: string
  title: string
  wanted: "running" | "stopped"
}

export async function insertApplication(tx: Tx, application: NewApplication): Promise<string> {
  const id = newId()
  await tx.application.create({ data: { id, ...application } })
  return id
}

/** A drawing, and what runs of it. */
export type Drawn = { blueprint: Blueprint; flat: Blueprint }

/** Writes the next revision and makes it the wanted one. */
export async function insertRevision(
  tx: Tx,
  revision: { tenantId: string; applicationId: string; message: string; actor: Actor } & Drawn,
): Promise<number> {
  const { tenantId, applicationId, blueprint, flat } = revision
  const last = await tx.applicationRevision.aggregate({ where: { tenantId, applicationId }, _max: { number: true } })
  const number = (last._max.number ?? 0) + 1
  const id = newId()
  await tx.applicationRevision.create({
    data: {
      id,
      tenantId,
      applicationId,
      number,
      blueprint: blueprint as Prisma.InputJsonValue,
      // Without assemblies they are one and the same.
      ...(flat === blueprint ? {} : { flat: flat as Prisma.InputJsonValue }),
      message: revision.message,
      createdById: revision.actor.userId,
    },
  })
  await tx.application.update({ where: { tenantId_id: { tenantId, id: applicationId } }, data: { revisionId: id } })
  return number
}

export async function setApplicationWanted(
  tx: Tx,
  tenantId: string,
  id: string,
  wanted: "running" | "stopped" | "deleted",
): Promise<void> {
  await tx.application.update({ where: { tenantId_id: { tenantId, id } }, data: { wanted } })
}

/** Null when it was deleted already. */
export async function markApplicationDeleted(tx: Tx, tenantId: string, id: string, at: Date) {
  const { count } = await tx.application.updateMany({
    where: { tenantId, id, deletedAt: null },
    data: { deletedAt: at },
  })
  return count === 0 ? null : tx.application.findUnique({ where: { tenantId_id: { tenantId, id } } })
}
