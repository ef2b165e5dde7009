import type { ObservedVolume } from "@/server/fabric/fabric-driver"
import { copyKey, holderOf, noteRefreshed, silentSince, wasRefreshedSince } from "./in-step"
import { isDraining, isUsable, type Pass } from "./pass"
import type { VolumeRow } from "./vdc-view-store"

/** A refresh moves what changed since the last one; a large one may take long. */
const patienceMs = 600_000

type Mirror = { copy: VolumeRow["replicas"][number]; reported: ObservedVolume; primaryNodeId: string }

/** Copies under way in this process: a pass does not wait for them, and does not start a second one. */
const underWay = new Set<string>()

/** Of a node that is being emptied: young enough that the last refresh, with its component stopped, is a short one, ms. */
const refreshWhileDrainingMs = 10_000

/** Without a complete copy yet, old enough, or its writer has stopped since: what a stopped component leaves is on both nodes. */
function isDue(pass: Pass, volume: VolumeRow, { copy, reported, primaryNodeId }: Mirror): boolean {
  if (
    reported.state === "syncing" ||
    reported.ageMs === null ||
    reported.ageMs >= pass.deps.settings.mirrorSeconds * 1_000
  )
    return true
  const silent = silentSince(pass, volume)
  if (silent !== null) return !wasRefreshedSince(copyKey(volume.id, copy.nodeId), silent)
  if (isDraining(pass, primaryNodeId)) return reported.ageMs >= refreshWhileDrainingMs
  const holder = holderOf(pass, volume)
  return holder?.state === "stopped" && pass.now.getTime() - holder.stateSince.getTime() < reported.ageMs
}

/** Starts bringing a mirror up to date where the fabric does not do it by itself. What fails is due again in the next pass. */
export function refreshMirror(pass: Pass, volume: VolumeRow, mirror: Mirror): void {
  const { nodeId } = mirror.copy
  const key = copyKey(volume.id, nodeId)
  if (pass.fabric.mirrors === "live" || underWay.has(key) || !isUsable(pass, mirror.primaryNodeId)) return
  if (!isDue(pass, volume, mirror)) return
  underWay.add(key)
  const beganMs = pass.deps.clock.now().getTime()
  pass.fabric
    .refreshReplica(
      { volumeId: volume.id, nodeId, primaryNodeId: mirror.primaryNodeId },
      AbortSignal.timeout(patienceMs),
    )
    .then(() => noteRefreshed(key, beganMs))
    .catch((error: unknown) => pass.onTrouble(error, `refresh the mirror of ${volume.path}`))
    .finally(() => underWay.delete(key))
}
