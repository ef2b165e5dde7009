import type { SnapshotOut } from "@/lib/schemas/snapshot"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { purgeTime, restoreVolumesOfSnapshot, trashVolumesOfSnapshot } from "../volume"
import { openSnapshot } from "./open-snapshot"
import { originOf } from "./origin"
import { toSnapshotOut } from "./read-snapshots"
import {
  findSnapshot,
  findWaitingFor,
  namesOf,
  namesOfArchives,
  type SnapshotRow,
  setSnapshotDeleted,
} from "./snapshot-store"

async function told(tx: Tx, scope: TenantScope, row: SnapshotRow, act: "delete" | "undelete"): Promise<SnapshotOut> {
  const { tenantId, vdcId, applicationId, id, name } = row
  const { slug } = originOf(row)
  await recordAudit(tx, scope, {
    action: `snapshot.${act}`,
    subjectType: "snapshot",
    subjectId: id,
    before: null,
    after: { name, of: slug },
  })
  const what = `The snapshot ${name} of ${slug}`
  await recordEvent(tx, {
    tenantId,
    vdcId,
    applicationId,
    kind: `snapshot.${act}d`,
    message: act === "delete" ? `${what} was deleted.` : `${what} was taken out of the trash.`,
  })
  const after = await findSnapshot(tx, tenantId, id)
  if (!after) throw notFound("snapshot")
  return toSnapshotOut(after)
}

/** Into the trash, for 7 days; its volumes still take their room there. Deleted already: nothing changes. */
export const deleteSnapshot = (deps: Deps, scope: TenantScope, snapshotId: string): Promise<SnapshotOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const row = await openSnapshot(tx, tenantId, snapshotId)
    if (row.deletedAt) return toSnapshotOut(row)
    const ids = row.volumes.map((v) => v.id)
    const waiting = await findWaitingFor(tx, tenantId, ids)
    if (waiting)
      throw new DomainError(
        "conflict",
        `${waiting.path} is still being filled from ${row.name}. Wait until that is done.`,
      )
    const now = deps.clock.now()
    await setSnapshotDeleted(tx, tenantId, snapshotId, now)
    // Half an archive is of no use to anybody.
    const purgeAt = row.receivingAt ? now : purgeTime(now)
    await trashVolumesOfSnapshot(tx, { tenantId, snapshotId }, now, purgeAt)
    return told(tx, scope, row, "delete")
  })

/** Out of the trash. */
export const undeleteSnapshot = (deps: Deps, scope: TenantScope, snapshotId: string): Promise<SnapshotOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const row = await openSnapshot(tx, tenantId, snapshotId)
    if (!row.deletedAt) return toSnapshotOut(row)
    if (row.receivingAt || row.volumes.some((v) => v.copyOfId !== null && v.replicas.length === 0))
      throw new DomainError(
        "conflict",
        `${row.name} was deleted before it was all there: it holds nothing. Take or import another one.`,
      )
    const { applicationId, vdcId } = row
    const names = applicationId ? namesOf(tx, tenantId, applicationId) : namesOfArchives(tx, tenantId, vdcId)
    if ((await names).includes(row.name))
      throw new DomainError("conflict", `There is another snapshot called ${row.name} by now. Delete that one first.`)
    if (!(await restoreVolumesOfSnapshot(tx, { tenantId, snapshotId })))
      throw new DomainError("conflict", `A part of ${row.name} is gone already.`)
    await setSnapshotDeleted(tx, tenantId, snapshotId, null)
    return told(tx, scope, row, "undelete")
  })
