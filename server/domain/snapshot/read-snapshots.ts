import type { SnapshotOut } from "@/lib/schemas/snapshot"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { originOf } from "./origin"
import {
  findSnapshot,
  findSnapshots,
  type SnapshotFilter,
  type SnapshotRow,
  type SnapshotVolume,
} from "./snapshot-store"

/** All of it has arrived on its node. */
export const isWhole = (volume: SnapshotVolume): boolean => volume.copyOfId === null

function stateOf(row: SnapshotRow): SnapshotOut["state"] {
  if (row.deletedAt) return "deleted"
  if (row.receivingAt) return "receiving"
  if (!row.volumes.every(isWhole)) return "making"
  return row.volumes.every((v) => v.replicas.some((r) => r.node.state !== "down")) ? "complete" : "away"
}

const usedBytes = ({ replicas: [primary] }: SnapshotVolume): bigint => primary?.usedBytes ?? 0n

export const toSnapshotOut = (row: SnapshotRow): SnapshotOut => ({
  id: row.id,
  vdcId: row.vdcId,
  application: originOf(row),
  name: row.name,
  note: row.note,
  state: stateOf(row),
  sizeGib: row.volumes.reduce((sum, v) => sum + v.sizeGib, 0),
  usedBytes: row.volumes.reduce((sum, v) => sum + usedBytes(v), 0n).toString(),
  receivedBytes: row.receivingAt ? row.receivedBytes.toString() : null,
  volumes: row.volumes.map((v) => ({
    id: v.id,
    path: v.path,
    sizeGib: v.sizeGib,
    usedBytes: usedBytes(v).toString(),
    node: v.replicas[0]?.node.name ?? null,
    isWhole: isWhole(v) && row.receivingAt === null,
    browsable: v.mirroring === "files",
  })),
  createdAt: row.createdAt.toISOString(),
  deletedAt: row.deletedAt?.toISOString() ?? null,
  purgeAt: row.volumes[0]?.purgeAt?.toISOString() ?? null,
})

export const listSnapshots = (deps: Deps, scope: TenantScope, filter: SnapshotFilter, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) =>
    toPage(await findSnapshots(tx, scope.tenantId, filter, page), page.limit, toSnapshotOut),
  )

export const getSnapshot = (deps: Deps, scope: TenantScope, snapshotId: string): Promise<SnapshotOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await findSnapshot(tx, scope.tenantId, snapshotId)
    if (!row) throw notFound("snapshot")
    return toSnapshotOut(row)
  })
