import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import tar from "tar-stream"
import type { ArchiveEntry } from "./fabric-driver"

/** What was given is no archive, or one that must not be unpacked; the message says why. */
export class BadArchive extends Error {
  override name = "BadArchive"
}

const longestPath = 4_096

/** A path as entries have it. Throws `BadArchive` for one that leads out of where it is unpacked. */
export function plainPath(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".")
  if (name.startsWith("/") || parts.includes("..") || name.includes("\0") || name.length > longestPath)
    throw new BadArchive(`"${name.slice(0, 200)}" leads out of the archive.`)
  return parts.join("/")
}

/** Tells what broke: the stream, in its own words, or what came in it. */
class Watched {
  private broke: { error: unknown } | null = null

  async *bytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* source
    } catch (error) {
      this.broke = { error }
      throw error
    }
  }

  asTold(error: unknown): unknown {
    if (this.broke) return this.broke.error
    return error instanceof BadArchive ? error : new BadArchive(`It is damaged: ${(error as Error).message}.`)
  }

  async *body(entry: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* entry
    } catch (error) {
      throw this.asTold(error)
    }
  }
}

/**
 * Entries of a tar archive, one after the other. What a volume cannot hold or does not need (devices, sockets, pipes) is left out. A
 * stream that breaks off in the middle of an entry fails; between two it ends. Throws `BadArchive` for what is no archive.
 */
export async function* entriesOfTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry> {
  const extract = tar.extract()
  const watched = new Watched()
  const fed = pipeline(Readable.from(watched.bytes(source), { objectMode: false }), extract)
  // Told by the loop below, which ends with the same error.
  fed.catch(() => undefined)
  try {
    for await (const entry of extract) {
      const told = asEntry(entry.header, watched.body(entry as AsyncIterable<Uint8Array>))
      if (told) yield told
      // Read to its end, or the next one never comes.
      entry.resume()
    }
    await fed
  } catch (error) {
    throw watched.asTold(error)
  } finally {
    extract.destroy()
  }
}

function asEntry(header: tar.Header, body: AsyncIterable<Uint8Array>): ArchiveEntry | null {
  const { name, mode, uid, gid, mtime, type, size, linkname } = header
  const of = { path: plainPath(name), mode: mode & 0o7777, uid, gid, modifiedAt: mtime }
  if (type === "directory") return { ...of, kind: "folder" }
  if (type === "file" || type === "contiguous-file") return { ...of, kind: "file", bytes: size, body }
  if (type === "symlink") return { ...of, kind: "symlink", target: linkname }
  return type === "link" ? { ...of, kind: "link", target: plainPath(linkname) } : null
}

const types = { file: "file", folder: "directory", symlink: "symlink", link: "link" } as const

/** The entries as a tar archive (POSIX, owners as numbers), as it is read. */
export function tarOf(entries: AsyncIterable<ArchiveEntry>): Readable {
  const pack = tar.pack()
  fill(pack, entries).then(
    () => pack.finalize(),
    (error: Error) => pack.destroy(error),
  )
  return Readable.from(pack, { objectMode: false })
}

async function fill(pack: tar.Pack, entries: AsyncIterable<ArchiveEntry>): Promise<void> {
  for await (const entry of entries) {
    const { path, mode, uid, gid, modifiedAt, kind } = entry
    const name = path === "" ? "./" : path
    const of = { name, mode, uid, gid, mtime: modifiedAt, type: types[kind], uname: "", gname: "" }
    if (kind === "file") await pipeline(entry.body, pack.entry({ ...of, size: entry.bytes }))
    else await whole(pack, kind === "folder" ? of : { ...of, linkname: entry.target })
  }
}

const whole = (pack: tar.Pack, headers: Parameters<tar.Pack["entry"]>[0]): Promise<void> =>
  new Promise((resolve, reject) => {
    pack.entry(headers, (error) => (error ? reject(error) : resolve()))
  })
