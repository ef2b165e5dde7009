import type { z } from "zod"
import type { VolumeOut } from "@/lib/schemas/volume"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { volumeState } from "./core/volume-state"
import { findVolume, findVolumes, type VolumeFilter, type VolumeRow } from "./volume-store"

/** A database engine's own files are nobody's to change by hand. */
export const isBrowsable = (row: { mirroring: string }): boolean => row.mirroring === "files"

export const toVolumeOut = (row: VolumeRow): z.infer<typeof VolumeOut> => ({
  id: row.id,
  vdcId: row.vdcId,
  path: row.path,
  name: row.name,
  application:
    row.application && !row.application.deletedAt ? { id: row.application.id, slug: row.application.slug } : null,
  sizeGib: row.sizeGib,
  usedBytes: (row.replicas.find((r) => r.role === "primary")?.usedBytes ?? 0n).toString(),
  mirrored: row.mirrored,
  browsable: isBrowsable(row),
  state: volumeState({ mirrored: row.mirrored, trashed: row.trashedAt !== null, replicas: row.replicas }),
  replicas: row.replicas.map((r) => ({
    node: r.node.name,
    nodeId: r.nodeId,
    role: r.role,
    state: r.node.state === "down" ? "degraded" : r.state,
    ageMs: r.ageMs,
  })),
  createdAt: row.createdAt.toISOString(),
  trashedAt: row.trashedAt?.toISOString() ?? null,
  purgeAt: row.purgeAt?.toISOString() ?? null,
})

export const listVolumes = (deps: Deps, scope: TenantScope, filter: VolumeFilter, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) =>
    toPage(await findVolumes(tx, scope.tenantId, filter, page), page.limit, toVolumeOut),
  )

export const getVolume = (deps: Deps, scope: TenantScope, volumeId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await findVolume(tx, scope.tenantId, volumeId)
    if (!row) throw notFound("volume")
    return toVolumeOut(row)
  })
