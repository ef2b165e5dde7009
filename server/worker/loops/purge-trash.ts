import { inTenant, systemScope } from "@/server/domain/access"
import type { Deps } from "@/server/domain/deps"
import { closeAll } from "@/server/domain/metering"
import { recordEvent } from "@/server/domain/monitoring"
import { markPurged, unsafeDueForPurgeAcrossTenants } from "@/server/domain/volume"

/** Empties what has been in the trash for its seven days. Copies on a node that is down go when it comes back (no row, no place). */
export async function purgeTrash(deps: Deps, now: Date): Promise<number> {
  const due = await unsafeDueForPurgeAcrossTenants(deps.db, now, 100)
  for (const volume of due) {
    const { tenantId, id: volumeId } = volume
    const fabric = deps.fabricOf(volume.vdc.dataCenter)
    for (const copy of volume.replicas)
      if (copy.node.state !== "down")
        await fabric.removeVolume({ nodeId: copy.nodeId, volumeId }, AbortSignal.timeout(10_000))
    await inTenant(deps.db, systemScope(tenantId), async (tx) => {
      await closeAll(tx, { tenantId, subjectId: volumeId, at: now })
      await markPurged(tx, tenantId, volumeId, now)
      await recordEvent(tx, {
        tenantId,
        vdcId: volume.vdcId,
        kind: "volume.purged",
        message: `${volume.path} was removed from the trash for good.`,
      })
    })
  }
  return due.length
}
