import { inTenant, systemScope, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { recordEvent } from "../monitoring"
import type { RunningOperation } from "../operation"
import { trashVolumesOfSnapshot } from "../volume"
import { originOf } from "./origin"
import { findSnapshot, lockSnapshot, type SnapshotRow, setReceiving, setSnapshotDeleted } from "./snapshot-store"

/** Nobody was seen at it for so long: whoever received it is gone. */
const silentMs = 60_000
/** Older than any silence: whoever received it has said that nothing more comes. */
const givenUp = new Date(0)

const megabytes = (bytes: bigint) => `${(Number(bytes) / 1_000_000).toFixed(1)} MB`

export const cancelled = () => new DomainError("conflict", "It was deleted while it was being received.")

/** Somebody is at it; false when it is not wanted any more. */
export const noteReceiving = (deps: Deps, scope: TenantScope, id: string, bytes: number): Promise<boolean> =>
  inTenant(deps.db, scope, (tx) => setReceiving(tx, scope.tenantId, id, { at: deps.clock.now(), bytes }))

/** The worker throws away what has arrived. */
export const giveUpReceiving = (deps: Deps, scope: TenantScope, id: string): Promise<boolean> =>
  inTenant(deps.db, scope, (tx) => setReceiving(tx, scope.tenantId, id, { at: givenUp }))

/** All of it is there: from here on it is a snapshot like any other. */
export const finishReceiving = (deps: Deps, scope: TenantScope, id: string, bytes: number): Promise<SnapshotRow> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    await lockSnapshot(tx, tenantId, id)
    if (!(await setReceiving(tx, tenantId, id, { at: null, bytes }))) throw cancelled()
    const row = await findSnapshot(tx, tenantId, id)
    if (!row) throw cancelled()
    await recordEvent(tx, {
      tenantId,
      vdcId: row.vdcId,
      kind: "snapshot.imported",
      message: `The snapshot ${row.name} of ${originOf(row).slug} was imported (${megabytes(BigInt(bytes))}).`,
    })
    return row
  })

/** True once all of it is here, or nobody wants it any more; else how far it is. Throws when whoever received it is gone. */
export const untilReceived = (deps: Deps, { tenantId, subjectId }: RunningOperation): Promise<true | string> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    const row = await findSnapshot(tx, tenantId, subjectId)
    if (!row || row.deletedAt || !row.receivingAt) return true
    if (deps.clock.now().getTime() - row.receivingAt.getTime() > silentMs)
      throw new DomainError("conflict", "The upload broke off. Import the archive again.")
    return `${megabytes(row.receivedBytes)} received`
  })

/** What arrived of one that broke off is nobody's: it goes at once. */
export const discardReceived = (deps: Deps, { tenantId, subjectId }: RunningOperation): Promise<void> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    await lockSnapshot(tx, tenantId, subjectId)
    const row = await findSnapshot(tx, tenantId, subjectId)
    if (!row?.receivingAt) return
    const now = deps.clock.now()
    await setSnapshotDeleted(tx, tenantId, subjectId, row.deletedAt ?? now)
    await trashVolumesOfSnapshot(tx, { tenantId, snapshotId: subjectId }, now, now)
    await recordEvent(tx, {
      tenantId,
      vdcId: row.vdcId,
      severity: "warning",
      kind: "snapshot.import_failed",
      message: `The snapshot ${row.name} did not arrive whole and was thrown away.`,
    })
  })
