import { noteCopied } from "@/server/domain/volume"
import type { VolumeSpec } from "@/server/fabric/fabric-driver"
import { nodeName, type Pass } from "./pass"
import type { VolumeRow } from "./vdc-view-store"

/** A copy between two machines may take long; broken off here, it is asked for again. */
const patienceMs = 600_000

/** Copies under way in this process: a pass does not wait for them, and does not ask for a second one. */
const underWay = new Set<string>()

/** What a new volume is filled with. */
export function sourceOf(pass: Pass, volume: VolumeRow): VolumeSpec["source"] {
  if (volume.copyOfId === null) return volume.content ? { kind: "content", content: volume.content } : { kind: "empty" }
  const original = pass.view.volumes.find((v) => v.id === volume.copyOfId)
  const primary = original?.replicas.find((r) => r.role === "primary")
  if (!original || !primary) throw new Error(`what ${volume.path} is to be copied from is gone`)
  return { kind: "copy", ofVolumeId: original.id, ofNodeId: primary.nodeId }
}

/** Starts the copy, or hears how one that broke off stands; seen as whole by a later pass. */
export function copyVolume(pass: Pass, volume: VolumeRow, spec: VolumeSpec): void {
  if (underWay.has(volume.id)) return
  underWay.add(volume.id)
  pass.fabric
    .ensureVolume(spec, AbortSignal.timeout(patienceMs))
    .catch((error: unknown) => pass.onTrouble(error, `copy ${volume.path} to ${nodeName(pass, spec.nodeId)}`))
    .finally(() => underWay.delete(volume.id))
}

/** Once its node has all of it and that is written down, where it came from no longer matters. */
export const finishCopy = (pass: Pass, volume: VolumeRow): Promise<void> =>
  pass.inVdc((tx) => noteCopied(tx, volume.tenantId, volume.id))
