import type { z } from "zod"
import { lossText } from "@/lib/copy-age"
import type { VolumeOut } from "@/lib/schemas/volume"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { type CopyView, copyAge, lossOf } from "./core/exposure"
import { volumeState } from "./core/volume-state"
import { findVolume, findVolumes, type VolumeFilter, type VolumeRow } from "./volume-store"

/** A database engine's own files are nobody's to change by hand. */
export const isBrowsable = (row: { mirroring: string }): boolean => row.mirroring === "files"

const viewOf = (copy: VolumeRow["replicas"][number]): CopyView => ({
  role: copy.role,
  state: copy.node.state === "down" ? "degraded" : copy.state,
  ageMs: copy.ageMs,
  asOf: copy.asOf,
  node: {
    name: copy.node.name,
    isDown: copy.node.state === "down",
    downSince: copy.node.downSince,
    lastSeenAt: copy.node.lastSeenAt,
  },
})

/** What a failure of the node with the first copy would lose now, in a sentence too. */
function lossOut(deps: Deps, row: VolumeRow, nowMs: number): z.infer<typeof VolumeOut>["loss"] {
  const loss = lossOf(row.replicas.map(viewOf), deps.fabricOf(row.vdc.dataCenter).mirrors, nowMs)
  return loss && { ...loss, sentence: lossText(loss, nowMs) }
}

export function toVolumeOut(deps: Deps, row: VolumeRow): z.infer<typeof VolumeOut> {
  const nowMs = deps.clock.now().getTime()
  const copies = row.replicas.map((r) => ({ nodeId: r.nodeId, view: viewOf(r) }))
  return {
    id: row.id,
    vdcId: row.vdcId,
    path: row.path,
    name: row.name,
    application:
      row.application && !row.application.deletedAt ? { id: row.application.id, slug: row.application.slug } : null,
    snapshot: row.snapshot,
    sizeGib: row.sizeGib,
    usedBytes: (row.replicas.find((r) => r.role === "primary")?.usedBytes ?? 0n).toString(),
    mirrored: row.mirrored,
    browsable: isBrowsable(row),
    state: volumeState({
      mirrored: row.mirrored,
      trashed: row.trashedAt !== null,
      replicas: copies.map((c) => c.view),
    }),
    replicas: copies.map(({ nodeId, view }) => ({
      node: view.node.name,
      nodeId,
      role: view.role,
      state: view.state,
      ...copyAge(view, nowMs),
    })),
    loss: lossOut(deps, row, nowMs),
    createdAt: row.createdAt.toISOString(),
    trashedAt: row.trashedAt?.toISOString() ?? null,
    purgeAt: row.purgeAt?.toISOString() ?? null,
  }
}

export const listVolumes = (deps: Deps, scope: TenantScope, filter: VolumeFilter, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) =>
    toPage(await findVolumes(tx, scope.tenantId, filter, page), page.limit, (row) => toVolumeOut(deps, row)),
  )

export const getVolume = (deps: Deps, scope: TenantScope, volumeId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await findVolume(tx, scope.tenantId, volumeId)
    if (!row) throw notFound("volume")
    return toVolumeOut(deps, row)
  })
