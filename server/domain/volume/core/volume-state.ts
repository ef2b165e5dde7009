export type ReplicaView = { role: "primary" | "replica"; state: "ok" | "syncing" | "degraded" }

/** What a person sees of a volume: worst of its copies; a mirrored one with a single copy is degraded. */
export function volumeState(volume: {
  mirrored: boolean
  trashed: boolean
  replicas: readonly ReplicaView[]
}): "ok" | "syncing" | "degraded" | "trashed" {
  if (volume.trashed) return "trashed"
  const { replicas } = volume
  if (replicas.some((r) => r.state === "degraded") || replicas.length === 0)
    return replicas.length === 0 ? "syncing" : "degraded"
  if (volume.mirrored && !replicas.some((r) => r.role === "replica")) return "degraded"
  return replicas.some((r) => r.state === "syncing") ? "syncing" : "ok"
}

export const trashDays = 7
export const purgeTime = (trashedAt: Date): Date => new Date(trashedAt.getTime() + trashDays * 86_400_000)
