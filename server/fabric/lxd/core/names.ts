/**
 * Every name and address the driver uses at an engine is a pure function of Gridline's ids, so that a call repeated after a crash,
 * by another worker or by the next version finds what the first one made. `digest` is SHA-256 in hex (given, since a core does no I/O).
 */
export type Digest = (text: string) => string

/** Whose project it is can be told from its name: `gl-` and the VDC's id. */
const projectPrefix = "gl-"
export const projectOf = (vdcId: string): string => `${projectPrefix}${vdcId}`
export const isOurProject = (project: string): boolean => project.startsWith(projectPrefix)
export const vdcOfProject = (project: string): string => project.slice(projectPrefix.length)

/** An engine keeps the rows of a member that is gone: what starts elsewhere needs a name of its own, so the epoch is part of it. */
export const instanceName = (instanceId: string, epoch: number): string => `c-${instanceId}-${epoch}`
export const keeperName = (member: string): string => `files-${member}`.slice(0, 63)
export const volumeName = (volumeId: string): string => `v-${volumeId}`

/** Wires are bridges of a pool that is shared by all VDCs of a cluster: link names have at most 15 characters. */
const networkPrefix = "glw"
export const networkName = (index: number): string => `${networkPrefix}${index}`
export const networkIndex = (name: string): number | null => {
  // Only as we write it: `glw01` or `glw` is somebody else's.
  const index = /^glw([1-9]\d{0,3})$/.exec(name)?.[1]
  return index === undefined ? null : Number(index)
}
/** So many wires a cluster has room for: half of a VXLAN identifier's 24 bits. The other half tells clusters on one cable apart. */
export const mostNetworks = 4_095

/** Segment of a network; another cluster's on the same cable has another identifier, group and port. `cluster`: any hex of its own. */
export function vxlanOf(index: number, cluster: string): { id: number; group: string; port: number } {
  const id = (Number.parseInt(cluster.slice(0, 3), 16) << 12) | index
  return {
    id,
    group: `239.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}`,
    port: 20_000 + (Number.parseInt(cluster.slice(3, 7), 16) % 10_000),
  }
}

const groups = (hex: string): string => (hex.match(/.{4}/g) ?? []).join(":")

/** A wire's own /64 out of the unique local addresses (RFC 4193): nothing has to be allocated, and nothing routes it. */
const prefixOf = (digest: Digest, wire: string): string => groups(`fd${digest(`wire:${wire}`).slice(0, 14)}`)

/** The lower half of an instance's addresses. Another epoch has another one: a copy that was cut off cannot stand in its way. */
const identifierOf = (digest: Digest, instanceId: string, epoch: number): string =>
  groups(digest(`instance:${instanceId}:${epoch}`).slice(0, 16))

export const addressOn = (digest: Digest, wire: string, instanceId: string, epoch: number): string =>
  `${prefixOf(digest, wire)}:${identifierOf(digest, instanceId, epoch)}`

/** Where a far instance is on this wire, from any of its addresses: only the prefix differs. */
export const sameOn = (digest: Digest, wire: string, address: string): string =>
  `${prefixOf(digest, wire)}:${address.split(":").slice(4).join(":")}`

/** Locally administered, and the same after every re-plug: neighbours need not learn it anew. */
export const macOn = (digest: Digest, wire: string, instanceId: string, epoch: number): string =>
  ["02", ...(digest(`mac:${wire}:${instanceId}:${epoch}`).slice(0, 10).match(/../g) ?? [])].join(":")

/** Where visitors' port of an instance is looked for first, of those above the well-known and below the ephemeral ones. */
const firstPort = 20_000
const ports = 10_000
export function visitorPort(digest: Digest, instanceId: string, taken: ReadonlySet<number>): number | null {
  const start = Number.parseInt(digest(`port:${instanceId}`).slice(0, 8), 16) % ports
  for (let i = 0; i < ports; i++) {
    const port = firstPort + ((start + i) % ports)
    if (!taken.has(port)) return port
  }
  return null
}
