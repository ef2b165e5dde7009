import type { ArchiveManifest } from "@/lib/schemas/archive"

/** A tar header: its name is at 0, its size in octal at 124. */
const blockBytes = 512
const sizeAt = 124

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0.*$/s, "").trim()

/** What an archive says of itself, read before it is sent; null for one whose beginning is not as we write it. */
export async function manifestOf(file: Blob): Promise<ArchiveManifest | null> {
  const { ArchiveManifest, manifestEntry, mostEntryBytes } = await import("@/lib/schemas/archive")
  const head = new Uint8Array(await file.slice(0, blockBytes).arrayBuffer())
  const size = Number.parseInt(textOf(head.slice(sizeAt, sizeAt + 12)), 8)
  if (textOf(head.slice(0, 100)) !== manifestEntry || !(size > 0 && size <= mostEntryBytes)) return null
  try {
    const read = ArchiveManifest.safeParse(JSON.parse(await file.slice(blockBytes, blockBytes + size).text()))
    return read.success ? read.data : null
  } catch {
    return null // no JSON: whoever receives it says so
  }
}
