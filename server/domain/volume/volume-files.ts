import { uploadLimitBytes } from "@/lib/schemas/volume"
import { FabricError, type VolumeRef } from "@/server/fabric/fabric-driver"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { isBrowsable } from "./read-volumes"
import { findVolume, type VolumeRow } from "./volume-store"

/** What a fabric says of a file, in the words of the API. */
function asDomainError(error: unknown): unknown {
  if (!(error instanceof FabricError)) return error
  if (error.code === "not_found") return new DomainError("not_found", error.message, "path")
  if (error.code === "bad_path") return new DomainError("invalid", error.message, "path")
  if (error.code === "no_space") return new DomainError("over_quota", error.message)
  if (error.code === "too_large") return new DomainError("too_large", error.message)
  if (error.code === "node_unreachable")
    return new DomainError(
      "unavailable",
      "The node that holds this volume does not answer now. Try again in a few seconds.",
    )
  // Its engine was disturbed in the middle: nothing is known to be wrong with what was asked.
  return error.retryable ? new DomainError("unavailable", `${error.message}. Try again in a few seconds.`) : error
}

/** Where the files are: the primary's node, for a volume that may be looked into. */
async function openFiles(
  deps: Deps,
  scope: TenantScope,
  volumeId: string,
): Promise<{ ref: VolumeRef; row: VolumeRow }> {
  const row = await inTenant(deps.db, scope, (tx) => findVolume(tx, scope.tenantId, volumeId))
  if (!row) throw notFound("volume")
  if (!isBrowsable(row))
    throw new DomainError("conflict", "This volume holds a database's own files: look into it through the database.")
  const primary = row.replicas.find((r) => r.role === "primary")
  if (!primary)
    throw new DomainError(
      "unavailable",
      "This volume is being made: it has no copy on a node yet. Try again in a few seconds.",
    )
  return { ref: { nodeId: primary.nodeId, volumeId }, row }
}

function refuseUnwritable(row: VolumeRow): void {
  if (row.trashedAt) throw new DomainError("conflict", "This volume is in the trash: restore it first.")
  if (row.snapshot)
    throw new DomainError("conflict", `This is part of the snapshot ${row.snapshot.name}, which stays as it was taken.`)
}

async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asDomainError(error)
  }
}

export async function listFiles(deps: Deps, scope: TenantScope, volumeId: string, path: string, signal: AbortSignal) {
  const { ref, row } = await openFiles(deps, scope, volumeId)
  const fabric = deps.fabricOf(row.vdc.dataCenter)
  const entries = await call(() => fabric.listFiles(ref, path, signal))
  const folder = path.replace(/\/+$/, "")
  return {
    path: folder,
    items: entries
      .map((e) => ({ ...e, path: folder ? `${folder}/${e.name}` : e.name }))
      .sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === "folder" ? -1 : 1)),
  }
}

export async function readFile(deps: Deps, scope: TenantScope, volumeId: string, path: string, signal: AbortSignal) {
  const { ref, row } = await openFiles(deps, scope, volumeId)
  return call(() => deps.fabricOf(row.vdc.dataCenter).readFile(ref, path, signal))
}

const audited = (deps: Deps, scope: TenantScope, action: string, row: VolumeRow, path: string, after: object | null) =>
  inTenant(deps.db, scope, (tx) =>
    recordAudit(tx, scope, {
      action,
      subjectType: "volume",
      subjectId: row.id,
      before: null,
      after: { volume: row.path, path, ...after },
    }),
  )

/** Whole or not at all; served by every web server at once, since they read through the NAS. */
export async function writeFile(
  deps: Deps,
  scope: TenantScope,
  volumeId: string,
  path: string,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
) {
  const { ref, row } = await openFiles(deps, scope, volumeId)
  refuseUnwritable(row)
  const fabric = deps.fabricOf(row.vdc.dataCenter)
  const entry = await call(() => fabric.writeFile(ref, path, body, uploadLimitBytes, signal))
  await audited(deps, scope, "volume.file.write", row, path, { bytes: entry.bytes })
  return { ...entry, path }
}

export async function removeFile(deps: Deps, scope: TenantScope, volumeId: string, path: string, signal: AbortSignal) {
  const { ref, row } = await openFiles(deps, scope, volumeId)
  refuseUnwritable(row)
  await call(() => deps.fabricOf(row.vdc.dataCenter).removeFile(ref, path, signal))
  await audited(deps, scope, "volume.file.delete", row, path, null)
}
