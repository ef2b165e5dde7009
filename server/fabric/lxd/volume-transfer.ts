import type { Cluster, EngineInfo, Member } from "./cluster"
import type { Operation } from "./engine-http"
import type { VolumeRow } from "./rows"

/** How the engine maps owners of files on this copy. A copy carries its bytes as they are on the disk, so it must carry this with them. */
const mapping = ["volatile.idmap.last", "volatile.idmap.next"] as const

export function mappingOf(row: VolumeRow): Record<string, string> {
  return Object.fromEntries(mapping.flatMap((key) => (row.config[key] ? [[key, row.config[key]]] : [])))
}

export type Transfer = {
  from: { cluster: Cluster; member: Member; volume: VolumeRow }
  /** The volume that is made or refreshed. */
  to: { cluster: Cluster; member: Member; project: string; name: string }
  settings: Record<string, string>
  isRefresh: boolean
  /** Without the snapshots of the source. */
  isBare: boolean
}

/** Where a cluster's custom volumes are. */
export async function customVolumes(cluster: Cluster): Promise<string> {
  const { storagePool } = await cluster.access()
  return `/1.0/storage-pools/${encodeURIComponent(storagePool)}/volumes/custom`
}

const bare = (copy: Transfer) => (copy.isBare ? { volume_only: true } : {})

/** The source's engine is ready to send: an operation with the secrets of its sockets. */
export async function offerVolume(copy: Transfer, signal: AbortSignal): Promise<Operation> {
  const { cluster, member, volume } = copy.from
  const [http, { storagePool }] = [await cluster.http(), await cluster.access()]
  return http.start(member.address, `${await customVolumes(cluster)}/${encodeURIComponent(volume.name)}`, {
    query: { project: volume.project, ...(await cluster.target(member.name)) },
    body: { name: volume.name, pool: storagePool, migration: true, ...bare(copy) },
    signal,
  })
}

/** What the target's engine is asked for; `source`: how it gets to the data. */
export async function receiving(copy: Transfer, source: Record<string, unknown>, signal: AbortSignal) {
  const { cluster, member, project, name } = copy.to
  return {
    query: { project, ...(await cluster.target(member.name)) },
    body: {
      name,
      type: "custom",
      content_type: "filesystem",
      config: copy.settings,
      source: { type: "migration", refresh: copy.isRefresh, ...bare(copy), ...source },
    },
    signal,
  }
}

/** Within a cluster the target pulls from the source's member: bytes go between the two and not through the portal. */
export async function pullVolume(copy: Transfer, signal: AbortSignal): Promise<void> {
  const { from, to } = copy
  const offer = await offerVolume(copy, signal)
  const http = await from.cluster.http()
  const info = await http.call<EngineInfo>(from.member.address, "GET", "/1.0", { signal })
  const source = {
    mode: "pull",
    operation: `${from.member.url}/1.0/operations/${offer.id}`,
    secrets: offer.metadata,
    certificate: info.environment.certificate,
  }
  const call = await receiving(copy, source, signal)
  await (await to.cluster.http()).call(to.member.address, "POST", await customVolumes(to.cluster), call)
}
