import type { Prisma, Tx } from "@/server/db"
import type { Claims } from "../hosting"
import { type PageRequest, pageQuery } from "../page"
import type { VdcState } from "./core/vdc-state"

const whole = {
  dataCenter: { include: { partner: { select: { name: true } } } },
  package: { include: { machineClass: true } },
  assignments: {
    where: { endsAt: null },
    select: { node: { select: { name: true, state: true, powerWanted: true } } },
  },
  _count: { select: { applications: { where: { deletedAt: null } } } },
} satisfies Prisma.VdcInclude
export type VdcRow = Prisma.VdcGetPayload<{ include: typeof whole }>

/** Closed ones are found by id, not listed. */
export const findVdcs = (tx: Tx, tenantId: string, page: PageRequest): Promise<VdcRow[]> => {
  const { take, ...after } = pageQuery(page)
  return tx.vdc.findMany({
    where: { tenantId, state: { not: "closed" }, ...after },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

export const findVdc = (tx: Tx, tenantId: string, id: string): Promise<VdcRow | null> =>
  tx.vdc.findFirst({ where: { tenantId, id }, include: whole })

/** VDCs of a tenant are counted under its row lock, so that two requests cannot both be the last that fits. */
export async function countVdcsLocked(tx: Tx, tenantId: string): Promise<number> {
  await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${tenantId}::uuid FOR UPDATE`
  return tx.vdc.count({ where: { tenantId, state: { not: "closed" } } })
}

/** A closed VDC of the same tenant lets its name go; `--` cannot be in a name that people choose. */
export async function freeSlugOfClosed(tx: Tx, tenantId: string, slug: string): Promise<void> {
  const closed = await tx.vdc.findFirst({ where: { tenantId, slug, state: "closed" }, select: { id: true } })
  if (closed) await tx.vdc.updateMany({ where: { tenantId, id: closed.id }, data: { slug: `${slug}--${closed.id}` } })
}

export type NewVdc = {
  id: string
  tenantId: string
  slug: string
  name: string
  dataCenterId: string
  packageId: string
}

/** False when the slug is taken, by whomever: the transaction goes on. */
export async function insertVdc(tx: Tx, vdc: NewVdc): Promise<boolean> {
  const { count } = await tx.vdc.createMany({ data: [vdc], skipDuplicates: true })
  return count === 1
}

/** Holds the VDC against every other change of its life; null when there is none. */
export async function lockVdc(tx: Tx, tenantId: string, id: string): Promise<VdcRow | null> {
  await tx.$queryRaw`SELECT id FROM vdc WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`
  return findVdc(tx, tenantId, id)
}

/** Compare-and-set; false when it was not in `from`. */
export async function moveVdc(
  tx: Tx,
  tenantId: string,
  id: string,
  from: VdcState,
  to: VdcState,
  at: Date,
): Promise<boolean> {
  const { count } = await tx.vdc.updateMany({
    where: { tenantId, id, state: from },
    data: {
      state: to,
      waitingReason: null,
      ...(to === "active" && from === "provisioning" ? { activatedAt: at } : {}),
      ...(to === "closed" ? { closedAt: at } : {}),
    },
  })
  return count === 1
}

/** False when it said so already. */
export async function tellWaiting(tx: Tx, tenantId: string, id: string, reason: string | null): Promise<boolean> {
  const { count } = await tx.vdc.updateMany({
    where: {
      tenantId,
      id,
      state: "provisioning",
      ...(reason === null
        ? { waitingReason: { not: null } }
        : { OR: [{ waitingReason: null }, { waitingReason: { not: reason } }] }),
    },
    data: { waitingReason: reason },
  })
  return count === 1
}

/** Who waits for the same nodes. Read under `lockInventory`; sees all tenants (worker's role). Age is the id's (UUIDv7). */
export async function unsafeClaimsAcrossTenants(
  tx: Tx,
  vdc: { id: string; dataCenterId: string; machineClassId: string },
): Promise<Claims> {
  const [row] = await tx.$queryRaw<Claims[]>`
    WITH waiting AS (
      SELECT v.id, p.nodes, LEAST(p.nodes, COALESCE((
        SELECT sum(o.count) FROM node_order o WHERE o.vdc_id = v.id AND o.state = 'fulfilled'), 0)) AS delivered
      FROM vdc v JOIN package p ON p.id = v.package_id
      WHERE v.state = 'provisioning' AND v.waiting_reason IS NOT NULL
        AND v.data_center_id = ${vdc.dataCenterId}::uuid AND p.machine_class_id = ${vdc.machineClassId}::uuid)
    SELECT COALESCE(sum(delivered) FILTER (WHERE id = ${vdc.id}::uuid), 0)::int AS delivered,
           COALESCE(sum(delivered) FILTER (WHERE id <> ${vdc.id}::uuid), 0)::int AS "deliveredToOthers",
           COALESCE(sum(nodes - delivered) FILTER (WHERE id < ${vdc.id}::uuid), 0)::int AS "wantedBefore"
    FROM waiting`
  return row ?? { delivered: 0, deliveredToOthers: 0, wantedBefore: 0 }
}

/** `snapshots`: as `shop@before-upgrade`. */
export type Blockers = {
  applications: string[]
  snapshots: string[]
  volumes: string[]
  /** Elsewhere, and still being copied from here. */
  copies: string[]
}

/** What has to go before a VDC can be closed. */
export async function findBlockers(tx: Tx, tenantId: string, vdcId: string): Promise<Blockers> {
  const applications = await tx.application.findMany({
    where: { tenantId, vdcId, deletedAt: null },
    select: { slug: true },
    orderBy: { slug: "asc" },
  })
  const snapshots = await tx.snapshot.findMany({
    where: { tenantId, vdcId, deletedAt: null },
    select: { name: true, originSlug: true, application: { select: { slug: true } } },
    orderBy: { id: "asc" },
  })
  const volumes = await tx.volume.findMany({
    where: { tenantId, vdcId, trashedAt: null, purgedAt: null, snapshotId: null },
    select: { path: true },
    orderBy: { path: "asc" },
  })
  const copies = await tx.$queryRaw<{ path: string }[]>`
    SELECT copy.path FROM volume copy JOIN volume source ON source.tenant_id = copy.tenant_id AND source.id = copy.copy_of_id
    WHERE source.tenant_id = ${tenantId}::uuid AND source.vdc_id = ${vdcId}::uuid
      AND copy.vdc_id <> source.vdc_id AND copy.purged_at IS NULL AND copy.trashed_at IS NULL
    ORDER BY copy.path`
  return {
    copies: copies.map((c) => c.path),
    applications: applications.map((a) => a.slug),
    snapshots: snapshots.map((s) => `${s.application?.slug ?? s.originSlug}@${s.name}`),
    volumes: volumes.map((v) => v.path),
  }
}

/** Everything in the trash is due now. */
export async function expireTrash(tx: Tx, tenantId: string, vdcId: string, at: Date): Promise<number> {
  const { count } = await tx.volume.updateMany({
    where: { tenantId, vdcId, trashedAt: { not: null }, purgedAt: null },
    data: { purgeAt: at },
  })
  return count
}

/** What of the VDC may still be on its nodes. `restored`: volumes taken out of the trash after the VDC began to close. */
export async function countLeft(tx: Tx, tenantId: string, vdcId: string) {
  const volumes = await tx.volume.count({ where: { tenantId, vdcId, purgedAt: null, trashedAt: { not: null } } })
  const restored = await tx.volume.count({ where: { tenantId, vdcId, purgedAt: null, trashedAt: null } })
  const components = await tx.component.count({ where: { tenantId, vdcId } })
  return { volumes, restored, components }
}
