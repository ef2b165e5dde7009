import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { purgeTime } from "./core/volume-state"
import { toVolumeOut } from "./read-volumes"
import { findVolume, restoreVolume as restoreRow, trashVolume as trashRow, type VolumeRow } from "./volume-store"

/** Parts of a snapshot come and go together. */
function refuseOfSnapshot({ path, snapshot }: VolumeRow, act: "delete" | "restore"): void {
  if (snapshot)
    throw new DomainError(
      "conflict",
      `${path} is part of the snapshot ${snapshot.name}: ${act} the snapshot as a whole.`,
    )
}

/** Puts a volume that no application holds into the trash. */
export const trashVolume = (deps: Deps, scope: TenantScope, volumeId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const before = await findVolume(tx, tenantId, volumeId)
    if (!before) throw notFound("volume")
    const now = deps.clock.now()
    refuseOfSnapshot(before, "delete")
    if (!before.trashedAt && !(await trashRow(tx, tenantId, volumeId, now, purgeTime(now))))
      throw new DomainError(
        "conflict",
        `${before.path} belongs to the application ${before.application?.slug ?? ""}: delete the application, its volumes go to the trash with it.`,
      )
    await recordAudit(tx, scope, {
      action: "volume.trash",
      subjectType: "volume",
      subjectId: volumeId,
      before: null,
      after: null,
    })
    const after = await findVolume(tx, tenantId, volumeId)
    if (!after) throw notFound("volume")
    return toVolumeOut(deps, after)
  })

export const restoreVolume = (deps: Deps, scope: TenantScope, volumeId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const before = await findVolume(tx, tenantId, volumeId)
    if (!before) throw notFound("volume")
    if (before.vdc.state !== "active")
      throw new DomainError(
        "conflict",
        `${before.vdc.name} is ${before.vdc.state}: nothing can be taken out of its trash.`,
      )
    refuseOfSnapshot(before, "restore")
    if (!(await restoreRow(tx, tenantId, volumeId)))
      throw new DomainError("conflict", "This volume is not in the trash.")
    await recordAudit(tx, scope, {
      action: "volume.restore",
      subjectType: "volume",
      subjectId: volumeId,
      before: null,
      after: null,
    })
    const row = await findVolume(tx, tenantId, volumeId)
    if (!row) throw notFound("volume")
    await recordEvent(tx, {
      tenantId,
      vdcId: row.vdcId,
      kind: "volume.restored",
      message: `${row.path} was taken out of the trash.`,
    })
    return toVolumeOut(deps, row)
  })
