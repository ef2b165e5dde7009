import type { OperationOut } from "@/lib/schemas/operation"
import { takenFrom } from "@/lib/snapshot-path"
import type { Tx } from "@/server/db"
import { inTenant, systemScope, type TenantScope } from "../access"
import { findVolumesToCopy, lockedApplication, makeWay, setApplicationWanted } from "../application"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { recordEvent } from "../monitoring"
import { holdRunning, queueOperation, type RunningOperation } from "../operation"
import { loadFleet, planCopies } from "../placement"
import { insertVolumes, likeVolume, purgeTime, samePlace, trashInFavour } from "../volume"
import { expectReady, openSnapshot } from "./open-snapshot"
import { besideIt, findSnapshot, type SnapshotRow, type SnapshotVolume } from "./snapshot-store"

type Volume = Awaited<ReturnType<typeof findVolumesToCopy>>[number]
/** A volume of the application, and what it is to hold. */
type Swap = { now: Volume; kept: SnapshotVolume }

/** One whose application is, or was, here. */
type Taken = SnapshotRow & { applicationId: string; application: NonNullable<SnapshotRow["application"]> }

function expectTaken(row: SnapshotRow): Taken {
  const { applicationId, application } = row
  if (applicationId && application) return { ...row, applicationId, application }
  throw new DomainError(
    "conflict",
    `${row.name} came in an archive: there is no application to go back. Make a new one of it.`,
  )
}

/** Refuses what the application has no place for any more: it would be left out without a word. */
async function swapsOf(tx: Tx, snapshot: Taken): Promise<Swap[]> {
  const volumes = await findVolumesToCopy(tx, snapshot.tenantId, snapshot.applicationId)
  return snapshot.volumes.map((kept) => {
    const now = volumes.find((v) => samePlace(v, kept))
    if (!now)
      throw new DomainError(
        "conflict",
        `${snapshot.application.slug} has no volume ${takenFrom(kept.path)} any more: make a new application of the snapshot instead.`,
      )
    return { now, kept }
  })
}

/** What is there now stays in the trash for a week, and takes its room there. */
async function expectRoom(tx: Tx, snapshot: SnapshotRow, swaps: readonly Swap[]): Promise<void> {
  const demands = swaps.map(({ now }) => besideIt(now))
  const copies = planCopies(await loadFleet(tx, snapshot.vdcId), demands)
  if (copies.kind === "unplaceable")
    throw new DomainError(
      "over_quota",
      `There is no room to restore beside what is there now: ${copies.reason} Delete snapshots or volumes that are not needed, or add nodes.`,
    )
}

/** Stops the application, puts its volumes into the trash, fills new ones from the snapshot, and starts it: the operation does. */
export const restoreSnapshot = (deps: Deps, scope: TenantScope, snapshotId: string): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const snapshot = expectTaken(expectReady(await openSnapshot(tx, tenantId, snapshotId)))
    const { applicationId, application: of, name, vdcId } = snapshot
    if (of.deletedAt)
      throw new DomainError("conflict", `${of.slug} was deleted: make a new application of the snapshot instead.`)
    const application = await lockedApplication(tx, tenantId, applicationId)
    if (application.wanted === "deleted") throw new DomainError("conflict", `${of.slug} is being deleted.`)
    await makeWay(deps, tx, application, "refuse")
    await expectRoom(tx, snapshot, await swapsOf(tx, snapshot))
    await setApplicationWanted(tx, tenantId, applicationId, "running")
    await recordAudit(tx, scope, {
      action: "snapshot.restore",
      subjectType: "application",
      subjectId: applicationId,
      before: { wanted: application.wanted },
      after: { snapshot: name },
    })
    await recordEvent(tx, {
      tenantId,
      vdcId,
      applicationId,
      severity: "warning",
      kind: "snapshot.restoring",
      message: `${of.slug} goes back to the snapshot ${name}.`,
    })
    return queueOperation(tx, scope, {
      kind: "application.restore",
      subject: { type: "application", id: applicationId, name: of.slug },
      vdcId,
      input: { snapshotId },
    })
  })

/** New volumes in place of those that are there, still to be filled. Asked again after a crash it finds them in place. */
export const swapVolumes = (deps: Deps, operation: RunningOperation, snapshotId: string): Promise<void> =>
  inTenant(deps.db, systemScope(operation.tenantId), async (tx) => {
    const { tenantId } = operation
    if (!(await holdRunning(tx, operation.id)))
      throw new DomainError("conflict", "Cancelled: something else was asked for meanwhile.")
    const found = await findSnapshot(tx, tenantId, snapshotId)
    if (!found) throw new DomainError("conflict", "The snapshot is gone.")
    const snapshot = expectTaken(found)
    const at = deps.clock.now()
    const left = (await swapsOf(tx, snapshot)).filter(({ now, kept }) => now.copyOfId !== kept.id)
    if (left.length === 0) return
    for (const { now, kept } of left) {
      await trashInFavour(tx, tenantId, now.id, at, purgeTime(at))
      await insertVolumes(tx, [{ ...likeVolume(now), copyOfId: kept.id }])
    }
    await recordEvent(tx, {
      tenantId,
      vdcId: snapshot.vdcId,
      applicationId: snapshot.applicationId,
      kind: "snapshot.restored",
      message: `What ${snapshot.application.slug} held is in the trash until ${purgeTime(at).toISOString().slice(0, 10)}; it is filled from the snapshot ${snapshot.name}.`,
    })
  })
