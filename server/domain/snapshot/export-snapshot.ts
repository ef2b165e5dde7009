import { Blueprint } from "@/lib/blueprint/document"
import {
  type ArchiveManifest,
  archiveFormat,
  archiveVersion,
  completeEntry,
  manifestEntry,
} from "@/lib/schemas/archive"
import type { ArchiveEntry, FabricDriver } from "@/server/fabric/fabric-driver"
import { tarOf } from "@/server/fabric/volume-archive"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { folderOf, into, textEntry } from "./core/archive-entries"
import { expectReady, openSnapshot } from "./open-snapshot"
import { originOf } from "./origin"
import type { SnapshotRow, SnapshotVolume } from "./snapshot-store"

const partOf = (volume: SnapshotVolume) => ({
  component: volume.componentName,
  index: volume.componentIndex,
  name: volume.name,
})

/** Pins name nodes of here: they mean nothing anywhere else. */
function drawingOf(row: SnapshotRow): Blueprint {
  const drawing = Blueprint.parse(row.blueprint)
  return { ...drawing, components: drawing.components.map((component) => ({ ...component, pin: [] })) }
}

function manifestOf(row: SnapshotRow, exportedAt: Date): ArchiveManifest {
  const { slug, title } = originOf(row)
  return {
    format: archiveFormat,
    version: archiveVersion,
    exportedAt: exportedAt.toISOString(),
    application: { name: slug, title },
    snapshot: { name: row.name, note: row.note, takenAt: row.createdAt.toISOString() },
    fabric: row.vdc.dataCenter.fabric,
    drawing: drawingOf(row),
    volumes: row.volumes.map((volume) => ({
      ...partOf(volume),
      folder: folderOf(partOf(volume)),
      sizeGib: volume.sizeGib,
    })),
  }
}

async function* entriesOf(
  row: SnapshotRow,
  fabric: FabricDriver,
  at: Date,
  signal: AbortSignal,
): AsyncGenerator<ArchiveEntry> {
  yield textEntry(manifestEntry, `${JSON.stringify(manifestOf(row, at), null, 2)}\n`, at)
  for (const volume of row.volumes) {
    const nodeId = volume.replicas[0]?.nodeId ?? ""
    yield* into(folderOf(partOf(volume)), fabric.exportVolume({ nodeId, volumeId: volume.id }, signal))
  }
  yield textEntry(completeEntry, `${JSON.stringify({ volumes: row.volumes.length })}\n`, at)
}

/** All it holds and how it is drawn, as one file: a tar archive that other tools open, too. Its bytes fail rather than end early. */
export async function exportSnapshot(deps: Deps, scope: TenantScope, snapshotId: string, signal: AbortSignal) {
  const row = await inTenant(deps.db, scope, async (tx) => {
    const found = expectReady(await openSnapshot(tx, scope.tenantId, snapshotId))
    await recordAudit(tx, scope, {
      action: "snapshot.export",
      subjectType: "snapshot",
      subjectId: found.id,
      before: null,
      after: { name: found.name, of: originOf(found).slug },
    })
    return found
  })
  const fabric = deps.fabricOf(row.vdc.dataCenter)
  return {
    fileName: `${originOf(row).slug}-${row.name}.tar`,
    body: tarOf(entriesOf(row, fabric, deps.clock.now(), signal)),
  }
}
