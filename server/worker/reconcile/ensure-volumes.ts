import { recordEvent } from "@/server/domain/monitoring"
import { commitReplica } from "@/server/domain/placement"
import { dropCopy, insertPrimary, isElsewhere, noteCopy, standingOf } from "@/server/domain/volume"
import type { ObservedVolume, VolumeSpec } from "@/server/fabric/fabric-driver"
import { copyVolume, finishCopy, sourceOf } from "./copy-volume"
import { holderOf } from "./in-step"
import { noteObstacle } from "./obstacles"
import { isDraining, isUsable, nodeName, nodesOf, type Pass } from "./pass"
import { replicaNodeFor } from "./place"
import { refreshMirror } from "./refresh-mirror"
import type { VolumeRow } from "./vdc-view-store"

/** A mirror whose node is down this long is made anew elsewhere, if there is room. */
const remirrorAfterMs = 30_000

type Copy = VolumeRow["replicas"][number]

/** Gives every volume its copies; returns true when rows changed and the VDC must be read again. */
export async function ensureVolumes(pass: Pass): Promise<boolean> {
  const changed = await Promise.all(pass.view.volumes.map((volume) => ensureVolume(pass, volume)))
  return changed.some(Boolean)
}

async function ensureVolume(pass: Pass, volume: VolumeRow): Promise<boolean> {
  if (await chooseNodes(pass, volume)) return true
  const primary = volume.replicas.find((r) => r.role === "primary")
  if (!primary) return false
  // The replica follows the primary, so the primary comes first.
  const ready = await ensureCopy(pass, volume, primary, { kind: "primary" })
  const replicas = volume.replicas.filter((r) => r.role === "replica")
  if (ready)
    await Promise.all(
      replicas.map((r) => ensureCopy(pass, volume, r, { kind: "replica", primaryNodeId: primary.nodeId })),
    )
  return false
}

/** Decides where copies are to be; the decision is a row first. */
async function chooseNodes(pass: Pass, volume: VolumeRow): Promise<boolean> {
  if (volume.trashedAt) return false
  const { tenantId, id: volumeId } = volume
  const holder = holderOf(pass, volume)
  const primary = volume.replicas.find((r) => r.role === "primary")
  if (!primary) {
    const nodeId = holder?.nodeId ?? null
    if (!isUsable(pass, nodeId)) return false
    await pass.inVdc((tx) => insertPrimary(tx, { tenantId, volumeId, nodeId }))
    return true
  }
  const replica = volume.replicas.find((r) => r.role === "replica")
  // Where copies on a node that is being emptied go is planned with all else that leaves it.
  if (isDraining(pass, primary.nodeId) || isDraining(pass, replica?.nodeId ?? null)) return false
  if (!volume.mirrored) {
    // Made to move it off a node that is no longer emptied.
    if (replica) await pass.inVdc((tx) => dropCopy(tx, { tenantId, volumeId, nodeId: replica.nodeId }))
    return replica !== undefined
  }
  if (replica && !isLongDown(pass, replica.nodeId)) return false
  const target = replicaNodeFor(pass, volume, primary.nodeId)
  if (!target) return false
  await pass.inVdc(async (tx) => {
    const mirror = { volumeId, sizeGib: volume.sizeGib, nodeId: target, insteadOf: replica?.nodeId ?? null }
    // Volumes choose side by side: what the view showed free may be another one's by now. The next pass looks again.
    if ((await commitReplica(tx, { tenantId, vdcId: volume.vdcId }, mirror)) === "stale" || !replica) return
    await recordEvent(tx, {
      tenantId,
      vdcId: volume.vdcId,
      applicationId: volume.applicationId,
      kind: "volume.mirror_moved",
      message: `${volume.path} is mirrored to ${nodeName(pass, target)} now, since ${nodeName(pass, replica.nodeId)} stays away.`,
    })
  })
  return true
}

function isLongDown(pass: Pass, nodeId: string): boolean {
  const node = nodesOf(pass).find((n) => n.id === nodeId)
  if (!node) return true
  return node.state === "down" && pass.now.getTime() - (node.downSince ?? pass.now).getTime() > remirrorAfterMs
}

type Way = Pick<VolumeSpec, "role" | "source">

const specOf = (volume: VolumeRow, copy: Copy, { role, source }: Way): VolumeSpec => ({
  volumeId: volume.id,
  vdcId: volume.vdcId,
  epoch: volume.epoch,
  nodeId: copy.nodeId,
  sizeGib: volume.sizeGib,
  source,
  mirroring: volume.mirroring === "postgres" ? "postgres" : "files",
  role,
})

/** Makes one copy so; true when the node has it. */
async function ensureCopy(pass: Pass, volume: VolumeRow, copy: Copy, role: VolumeSpec["role"]): Promise<boolean> {
  if (!isUsable(pass, copy.nodeId)) return false
  const reported = pass.seen.get(copy.nodeId)?.report?.volumes.find((v) => v.volumeId === volume.id)
  // A primary that is not whole was broken off while it was filled: asked for again, it is.
  const isPart = copy.role === "primary" && reported?.state === "syncing"
  const asWanted = reported?.role === copy.role && reported.epoch === volume.epoch && !isPart
  if (reported && asWanted) {
    await note(pass, volume, copy, reported)
    if (volume.copyOfId !== null && role.kind === "primary") await finishCopy(pass, volume)
    if (role.kind === "replica") refreshMirror(pass, volume, { copy, reported, primaryNodeId: role.primaryNodeId })
    return true
  }
  if (!reported && copy.role === "primary" && copy.state !== "syncing") {
    // It was there and is not: making an empty one in its place would hide that data is gone.
    if (copy.state !== "degraded") await tellMissing(pass, volume, copy)
    return false
  }
  try {
    const source = role.kind === "primary" ? await sourceOf(pass, volume) : ({ kind: "empty" } as const)
    const spec = specOf(volume, copy, { role, source })
    if (source.kind === "copy") {
      copyVolume(pass, volume, spec)
      return false
    }
    const seen = await pass.fabric.ensureVolume(spec, pass.signal)
    await note(pass, volume, copy, seen)
    return true
  } catch (error) {
    pass.onTrouble(error, `volume ${volume.path} on ${nodeName(pass, copy.nodeId)}`)
    const holder = copy.role === "primary" ? holderOf(pass, volume) : undefined
    if (holder) await noteObstacle(pass, holder, error, copy.nodeId)
    return false
  }
}

async function note(pass: Pass, volume: VolumeRow, copy: Copy, seen: ObservedVolume): Promise<void> {
  const used = Number(copy.usedBytes)
  // A database's files change all the time: only what a person would see is written.
  const usedFar = Math.abs(used - seen.usedBytes) > Math.max(512, used * 0.02)
  const standing = standingOf(seen, pass.fabric.mirrors, pass.now)
  if (copy.state === seen.state && !usedFar && !isElsewhere(copy, standing)) return
  const { state, usedBytes } = seen
  const place = { tenantId: volume.tenantId, volumeId: volume.id, nodeId: copy.nodeId }
  await pass.inVdc((tx) => noteCopy(tx, place, { state, ...standing, usedBytes }))
}

async function tellMissing(pass: Pass, volume: VolumeRow, copy: Copy): Promise<void> {
  const place = { tenantId: volume.tenantId, volumeId: volume.id, nodeId: copy.nodeId }
  await pass.inVdc(async (tx) => {
    await noteCopy(tx, place, { state: "degraded", ageMs: null, asOf: null, usedBytes: Number(copy.usedBytes) })
    await recordEvent(tx, {
      tenantId: volume.tenantId,
      vdcId: volume.vdcId,
      applicationId: volume.applicationId,
      severity: "error",
      kind: "volume.missing",
      message: `${nodeName(pass, copy.nodeId)} no longer has ${volume.path}. It is not made anew, so that nothing is overwritten: restore it from its mirror or a backup.`,
    })
  })
}
