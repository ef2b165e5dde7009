import type { Cluster, EngineInfo, Member } from "./cluster"
import type { VolumeRow } from "./rows"

/** How the engine maps owners of files on this copy. A copy carries its bytes as they are on the disk, so it must carry this with them. */
const mapping = ["volatile.idmap.last", "volatile.idmap.next"] as const

export function mappingOf(row: VolumeRow): Record<string, string> {
  return Object.fromEntries(mapping.flatMap((key) => (row.config[key] ? [[key, row.config[key]]] : [])))
}

export type Transfer = {
  from: Member
  to: Member
  source: VolumeRow
  /** Of the volume that is made or refreshed. */
  name: string
  settings: Record<string, string>
  isRefresh: boolean
  /** Without the snapshots of the source. */
  isBare: boolean
}

/** The target pulls from the source's member: bytes go between the two and not through the portal. `path`: of the source. */
export async function pullVolume(cluster: Cluster, path: string, copy: Transfer, signal: AbortSignal): Promise<void> {
  const { from, to, source } = copy
  const http = await cluster.http()
  const { storagePool } = await cluster.access()
  const bare = copy.isBare ? { volume_only: true } : {}
  const offer = await http.start(from.address, path, {
    query: { project: source.project, ...(await cluster.target(from.name)) },
    body: { name: source.name, pool: storagePool, migration: true, ...bare },
    signal,
  })
  const info = await http.call<EngineInfo>(from.address, "GET", "/1.0", { signal })
  const pull = {
    type: "migration",
    mode: "pull",
    operation: `${from.url}/1.0/operations/${offer.id}`,
    secrets: offer.metadata,
    certificate: info.environment.certificate,
    refresh: copy.isRefresh,
    ...bare,
  }
  await http.call(to.address, "POST", path.slice(0, path.lastIndexOf("/")), {
    query: { project: source.project, ...(await cluster.target(to.name)) },
    body: { name: copy.name, type: "custom", content_type: "filesystem", config: copy.settings, source: pull },
    signal,
  })
}
