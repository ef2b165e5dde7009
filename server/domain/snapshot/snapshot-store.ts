import type { Blueprint } from "@/lib/blueprint/document"
import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import type { Actor } from "../access"
import { type PageRequest, pageQuery } from "../page"
import type { CopyDemand } from "../placement"

const whole = {
  application: { select: { id: true, slug: true, title: true, deletedAt: true } },
  vdc: { select: { dataCenter: { select: { id: true, fabric: true } } } },
  volumes: {
    orderBy: { path: "asc" },
    include: { replicas: { where: { role: "primary" }, include: { node: { select: { name: true, state: true } } } } },
  },
} satisfies Prisma.SnapshotInclude
export type SnapshotRow = Prisma.SnapshotGetPayload<{ include: typeof whole }>
export type SnapshotVolume = SnapshotRow["volumes"][number]

/** With a part that is purged it is no snapshot any more. */
const isThere = { volumes: { none: { purgedAt: { not: null } } } } satisfies Prisma.SnapshotWhereInput

export const findSnapshot = (tx: Tx, tenantId: string, id: string): Promise<SnapshotRow | null> =>
  tx.snapshot.findFirst({ where: { tenantId, id, ...isThere }, include: whole })

export type SnapshotFilter = { vdcId?: string | undefined; applicationId?: string | undefined; deleted: boolean }

export const findSnapshots = (
  tx: Tx,
  tenantId: string,
  filter: SnapshotFilter,
  page: PageRequest,
): Promise<SnapshotRow[]> => {
  const { take, ...after } = pageQuery(page)
  return tx.snapshot.findMany({
    where: {
      tenantId,
      ...after,
      ...isThere,
      deletedAt: filter.deleted ? { not: null } : null,
      ...(filter.vdcId ? { vdcId: filter.vdcId } : {}),
      ...(filter.applicationId ? { applicationId: filter.applicationId } : {}),
    },
    orderBy: { id: "desc" },
    take,
    include: whole,
  })
}

/** Locks it against being deleted, restored from or taken back by two at once; false when it is not there. */
export async function lockSnapshot(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM snapshot WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`
  return rows.length === 1
}

/** Names of the living ones of an application. */
export async function namesOf(tx: Tx, tenantId: string, applicationId: string): Promise<string[]> {
  const rows = await tx.snapshot.findMany({
    where: { tenantId, applicationId, deletedAt: null },
    select: { name: true },
  })
  return rows.map((row) => row.name)
}

/** Names of the living ones of a VDC that came in archives. */
export async function namesOfArchives(tx: Tx, tenantId: string, vdcId: string): Promise<string[]> {
  const rows = await tx.snapshot.findMany({
    where: { tenantId, vdcId, applicationId: null, deletedAt: null },
    select: { name: true },
  })
  return rows.map((row) => row.name)
}

export type NewSnapshot = {
  tenantId: string
  vdcId: string
  /** Null for one that comes in an archive; then the next three are said. */
  applicationId: string | null
  originSlug?: string
  originTitle?: string
  receivingAt?: Date
  name: string
  note: string
  blueprint: Blueprint
  actor: Actor
}

export async function insertSnapshot(tx: Tx, { actor, blueprint, ...row }: NewSnapshot): Promise<string> {
  const id = newId()
  const drawn = blueprint as Prisma.InputJsonValue
  await tx.snapshot.create({ data: { ...row, id, blueprint: drawn, createdById: actor.userId } })
  return id
}

/** `at` null: all of it is here. False when it is not being received any more, or was deleted. */
export async function setReceiving(
  tx: Tx,
  tenantId: string,
  id: string,
  seen: { at: Date | null; bytes?: number },
): Promise<boolean> {
  const { count } = await tx.snapshot.updateMany({
    where: { tenantId, id, receivingAt: { not: null }, deletedAt: null },
    data: { receivingAt: seen.at, ...(seen.bytes === undefined ? {} : { receivedBytes: BigInt(seen.bytes) }) },
  })
  return count === 1
}

export async function setSnapshotDeleted(tx: Tx, tenantId: string, id: string, at: Date | null): Promise<void> {
  await tx.snapshot.update({ where: { tenantId_id: { tenantId, id } }, data: { deletedAt: at } })
}

/** Volumes, of whatever, that are still to be filled from these. */
export const findWaitingFor = (tx: Tx, tenantId: string, volumeIds: string[]) =>
  tx.volume.findFirst({
    where: { tenantId, copyOfId: { in: volumeIds }, purgedAt: null },
    select: { path: true },
  })

type WithPrimary = { path: string; sizeGib: number; replicas: readonly { nodeId: string }[] }
/** What a copy of a volume asks for: as much room, best on the node that has it. */
export const besideIt = ({ path, sizeGib, replicas: [primary] }: WithPrimary): CopyDemand => ({
  path,
  sizeGib,
  fromNodeId: primary?.nodeId ?? null,
})

/** By volume: the node with the copy that is written. */
export async function primaryNodes(tx: Tx, tenantId: string, volumeIds: string[]): Promise<Map<string, string>> {
  const rows = await tx.volumeReplica.findMany({
    where: { tenantId, role: "primary", volumeId: { in: volumeIds } },
    select: { volumeId: true, nodeId: true },
  })
  return new Map(rows.map((row) => [row.volumeId, row.nodeId]))
}
