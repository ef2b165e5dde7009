/** What a machine has, as a machine class says it. */
export type Size = { cores: number; memoryMib: number; diskGib: number; networkMbps: number }

const gib = 1024

/**
 * The size a member is sold as: memory and disk in whole GiB, rounded down, so that what is promised is there, and machines that
 * differ by what their firmware keeps for itself are of one class. Null: not measured, or too small to be a node.
 */
export function soldSize(measured: Size): Size | null {
  const size = {
    cores: Math.floor(measured.cores),
    memoryMib: Math.floor(measured.memoryMib / gib) * gib,
    diskGib: Math.floor(measured.diskGib),
    networkMbps: Math.floor(measured.networkMbps),
  }
  return size.cores >= 1 && size.memoryMib >= gib && size.diskGib >= 1 && size.networkMbps >= 1 ? size : null
}

export const isSameSize = (a: Size, b: Size): boolean =>
  a.cores === b.cores && a.memoryMib === b.memoryMib && a.diskGib === b.diskGib && a.networkMbps === b.networkMbps

/** `c2-m24-d6`; machines that differ in nothing but their network tell it too. */
export const slugsOfSize = ({ cores, memoryMib, diskGib, networkMbps }: Size): readonly [string, string] => {
  const slug = `c${cores}-m${memoryMib / gib}-d${diskGib}`
  return [slug, `${slug}-n${networkMbps}`]
}

/** "2 cores, 24 GiB, 6 GiB": cores, memory, disk. */
export const nameOfSize = ({ cores, memoryMib, diskGib }: Size): string =>
  `${cores} ${cores === 1 ? "core" : "cores"}, ${memoryMib / gib} GiB, ${diskGib} GiB`

/** Of a node that is a member. A name that was there before (of a retired node) gets a number behind it. */
export function memberNodeName(site: string, member: string, taken: ReadonlySet<string>): string {
  const plain = member.toLowerCase().replace(/[^a-z0-9]+/g, "-")
  const name = `${site}-${plain}`.replace(/-+$/, "")
  if (!taken.has(name)) return name
  for (let n = 2; ; n++) if (!taken.has(`${name}-${n}`)) return `${name}-${n}`
}
