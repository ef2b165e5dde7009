import { isUsable, nodesOf, type Pass } from "./pass"
import type { ComponentRow, VolumeRow } from "./vdc-view-store"

/** States in which nothing of an instance writes. */
const silent: readonly string[] = ["stopped", "absent", "waiting"]

export const holderOf = (pass: Pass, volume: VolumeRow): ComponentRow | undefined =>
  pass.view.components.find(
    (c) =>
      volume.trashedAt === null &&
      c.applicationId === volume.applicationId &&
      c.name === volume.componentName &&
      c.index === volume.componentIndex,
  )

/**
 * Since when nothing writes to a volume whose node is being emptied; null while something does, or may. What was read of the node before
 * its instance was noted as stopped does not count, and nothing from before the node was to be emptied.
 */
export function silentSince(pass: Pass, volume: VolumeRow): Date | null {
  const primary = volume.replicas.find((r) => r.role === "primary")
  const node = nodesOf(pass).find((n) => n.id === primary?.nodeId)
  if (node?.state !== "draining") return null
  const holder = holderOf(pass, volume)
  if (holder && !silent.includes(holder.state)) return null
  const reported = pass.seen.get(node.id)?.report?.instances.find((i) => i.instanceId === holder?.id)
  if (reported && reported.state !== "stopped") return null
  const times = [holder?.stateSince, node.drainSince].map((at) => at?.getTime() ?? 0)
  return new Date(Math.max(...times))
}

/** When the last refresh of a copy that succeeded began, by `volume@node`. Forgotten with the process: then it is refreshed again. */
const refreshed = new Map<string, number>()
export const copyKey = (volumeId: string, nodeId: string): string => `${volumeId}@${nodeId}`
export const noteRefreshed = (key: string, beganMs: number): void => {
  refreshed.set(key, beganMs)
}
export const wasRefreshedSince = (key: string, at: Date): boolean => (refreshed.get(key) ?? -1) >= at.getTime()

const reportedCopy = (pass: Pass, volume: VolumeRow, nodeId: string) => {
  if (!isUsable(pass, nodeId)) return null
  const copy = pass.seen.get(nodeId)?.report?.volumes.find((v) => v.volumeId === volume.id)
  return copy?.role === "replica" && copy.state !== "syncing" && copy.ageMs !== null
    ? { ...copy, ageMs: copy.ageMs }
    : null
}

/** The copy on this node has every byte there is, for nothing has written since it was brought up to date. */
export function hasEverything(pass: Pass, volume: VolumeRow, nodeId: string): boolean {
  const since = silentSince(pass, volume)
  const copy = reportedCopy(pass, volume, nodeId)
  if (since === null || copy === null) return false
  if (pass.fabric.mirrors === "live") return copy.state === "ok" && copy.ageMs === 0
  return wasRefreshedSince(copyKey(volume.id, nodeId), since)
}

/** A periodic mirror this young leaves little for the last refresh, while its component is stopped, ms. */
const freshMs = 30_000

/** Near enough that the rest is copied in moments once its component is stopped. */
export function isFresh(pass: Pass, volume: VolumeRow, nodeId: string): boolean {
  const copy = reportedCopy(pass, volume, nodeId)
  return copy !== null && (pass.fabric.mirrors === "live" ? copy.state === "ok" : copy.ageMs < freshMs)
}
