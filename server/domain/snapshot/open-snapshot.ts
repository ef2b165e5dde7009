import type { Tx } from "@/server/db"
import { DomainError, notFound } from "../domain-error"
import { isWhole } from "./read-snapshots"
import { findSnapshot, lockSnapshot, type SnapshotRow } from "./snapshot-store"

/** Locked, in the trash or not; strangers' and purged ones are not found. */
export async function openSnapshot(tx: Tx, tenantId: string, snapshotId: string): Promise<SnapshotRow> {
  const row = (await lockSnapshot(tx, tenantId, snapshotId)) ? await findSnapshot(tx, tenantId, snapshotId) : null
  if (!row) throw notFound("snapshot")
  return row
}

/** Refuses one that cannot be copied from. */
export function expectReady(row: SnapshotRow): SnapshotRow {
  if (row.deletedAt) throw new DomainError("conflict", `${row.name} is in the trash: take it back first.`)
  if (row.receivingAt)
    throw new DomainError("conflict", `${row.name} is still being imported. Wait until that is done.`)
  const part = row.volumes.find((v) => !isWhole(v))
  if (part) throw new DomainError("conflict", `${row.name} is still being made: ${part.path} has not arrived yet.`)
  const node = row.volumes.flatMap((v) => v.replicas).find((r) => r.node.state === "down")?.node
  if (node)
    throw new DomainError(
      "unavailable",
      `${node.name}, which holds a part of ${row.name}, is down. Try again once it is back.`,
    )
  return row
}
