import { findCopySource, noteCopied } from "@/server/domain/volume"
import type { VolumeSpec } from "@/server/fabric/fabric-driver"
import { holderOf } from "./in-step"
import { noteObstacle } from "./obstacles"
import { nodeName, type Pass } from "./pass"
import type { VolumeRow } from "./vdc-view-store"

/** Between two machines, or two data centers, as long as their lines need; broken off here, it is asked for again. */
const patienceMs = 4 * 3_600_000

/** Copies under way in this process: a pass does not wait for them, and does not ask for a second one. */
const underWay = new Set<string>()

/** What a new volume is filled with; what it is copied from may be in another data center, on other machines. */
export async function sourceOf(pass: Pass, volume: VolumeRow): Promise<VolumeSpec["source"]> {
  if (volume.copyOfId === null) return volume.content ? { kind: "content", content: volume.content } : { kind: "empty" }
  const { tenantId, copyOfId } = volume
  const original = await pass.inVdc((tx) => findCopySource(tx, tenantId, copyOfId))
  const primary = original?.replicas[0]
  if (!original || !primary) throw new Error(`what ${volume.path} is to be copied from is gone`)
  const source = { kind: "copy", ofVolumeId: original.id, ofNodeId: primary.nodeId, ofVdcId: original.vdcId } as const
  const from = pass.deps.fabricOf(original.vdc.dataCenter)
  return from === pass.fabric ? source : { ...source, from }
}

/** Starts the copy, or hears how one that broke off stands; seen as whole by a later pass. */
export function copyVolume(pass: Pass, volume: VolumeRow, spec: VolumeSpec): void {
  if (underWay.has(volume.id)) return
  underWay.add(volume.id)
  pass.fabric
    .ensureVolume(spec, AbortSignal.timeout(patienceMs))
    .catch(async (error: unknown) => {
      pass.onTrouble(error, `copy ${volume.path} to ${nodeName(pass, spec.nodeId)}`)
      const holder = holderOf(pass, volume)
      if (holder) await noteObstacle(pass, holder, error, spec.nodeId)
    })
    .catch((error: unknown) => pass.onTrouble(error, `tell why ${volume.path} is not copied yet`))
    .finally(() => underWay.delete(volume.id))
}

/** Once its node has all of it and that is written down, where it came from no longer matters. */
export const finishCopy = (pass: Pass, volume: VolumeRow): Promise<void> =>
  pass.inVdc((tx) => noteCopied(tx, volume.tenantId, volume.id))
