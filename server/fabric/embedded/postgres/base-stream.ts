import { createReadStream, createWriteStream } from "node:fs"
import { lstat, mkdir, open, readdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { errorCode } from "../agent/agent-failure"
import { ownFiles } from "./engine"

/** A tree of files on the wire, such as a base backup: frames of a length, a header of that length, and the header's `bytes` of content. */
export type Frame = { path: string; kind: "file" | "folder" | "end"; bytes: number }

/** What PostgreSQL makes anew, what is of one server only, and the log, which the standby streams from its slot. */
const emptiedFolders = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//
const leftOut = new Set(["postmaster.pid", "postmaster.opts", "standby.signal", "backup_label", ...ownFiles])
const isLeftOut = (path: string) =>
  leftOut.has(path) || /(^|\/)(pgsql_tmp[^/]*|pg_internal\.init[^/]*)$/.test(path) || emptiedFolders.test(path)
const walFolders = ["pg_wal/archive_status", "pg_wal/summaries"]

const smallBytes = 1024 * 1024

/** The login of a database's owner lies beside its data. */
export const adminFrame = "../admin.json"

function head(frame: Frame): Buffer {
  const text = Buffer.from(JSON.stringify(frame))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.byteLength)
  return Buffer.concat([length, text])
}

async function wholeOf(path: string, bytes: number): Promise<Buffer> {
  const content = Buffer.alloc(bytes)
  const file = await open(path, "r").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null
    throw error
  })
  try {
    await file?.read(content, 0, bytes, 0)
  } finally {
    await file?.close()
  }
  return content
}

/** A file may grow, shrink or go while it is sent; the log replayed over the copy makes it right, if only the length fits. */
async function* contentOf(path: string, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  if (bytes <= smallBytes) return yield await wholeOf(path, bytes)
  try {
    for await (const chunk of createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>) {
      left -= chunk.byteLength
      yield chunk
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error
  }
  if (left > 0) yield Buffer.alloc(left)
}

type Choice = (path: string) => boolean

async function* folderFrames(root: string, folder: string, isLeft: Choice): AsyncGenerator<Buffer> {
  for (const name of await readdir(join(root, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`
    if (isLeft(path)) continue
    const stats = await lstat(join(root, path)).catch(() => null)
    if (stats?.isDirectory()) {
      yield head({ path, kind: "folder", bytes: 0 })
      yield* folderFrames(root, path, isLeft)
    } else if (stats?.isFile()) {
      yield head({ path, kind: "file", bytes: stats.size })
      yield* contentOf(join(root, path), stats.size)
    }
  }
}

export async function* clusterFrames(data: string): AsyncGenerator<Buffer> {
  yield* folderFrames(data, "", isLeftOut)
  for (const path of walFolders) yield head({ path, kind: "folder", bytes: 0 })
}

/** The part of the log that makes a copy of a running cluster right: its segments are named in the order they were written. */
export const logFrames = (data: string, first: string, last: string): AsyncGenerator<Buffer> =>
  folderFrames(data, "pg_wal", (path) => {
    const segment = path.slice("pg_wal/".length)
    return !/^[0-9A-F]{24}$/.test(segment) || segment < first || segment > last
  })

/** A cluster nobody runs, with all of its log. */
export const restingFrames = (data: string): AsyncGenerator<Buffer> =>
  folderFrames(data, "", (path) => leftOut.has(path) || path.startsWith("pg_replslot/"))

/** Files and folders as they are. */
export const treeFrames = (root: string): AsyncGenerator<Buffer> => folderFrames(root, "", () => false)

export function* textFrame(path: string, text: string): Generator<Buffer> {
  const bytes = Buffer.from(text)
  yield head({ path, kind: "file", bytes: bytes.byteLength })
  yield bytes
}

export const endFrame = () => head({ path: "", kind: "end", bytes: 0 })

async function joined(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts)
}

/** Cuts a stream of chunks of any size into the pieces asked for. */
class Pieces {
  private readonly chunks: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(stream: Readable) {
    this.chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  }

  exactly(bytes: number): Promise<Buffer> {
    return joined(this.upTo(bytes))
  }

  async *upTo(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      if (this.rest.byteLength === 0) {
        const next = await this.chunks.next()
        if (next.done) throw new Error("the copy broke off")
        this.rest = next.value
      }
      const piece = this.rest.subarray(0, left)
      this.rest = this.rest.subarray(piece.byteLength)
      left -= piece.byteLength
      yield piece
    }
  }
}

/** Frames as they come; `content` is read before the next one is asked for. Fails when the sender never said that it was all. */
export async function* framesIn(stream: Readable): AsyncGenerator<{ frame: Frame; content: AsyncIterable<Buffer> }> {
  const pieces = new Pieces(stream)
  for (;;) {
    const frame = await nextFrame(pieces)
    if (frame.kind === "end") return
    yield { frame, content: pieces.upTo(frame.bytes) }
  }
}

/** A frame, and what is in it. */
export async function* frameOf(frame: Frame, content?: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head(frame)
  if (content) yield* content
}

async function nextFrame(pieces: Pieces): Promise<Frame> {
  const length = (await pieces.exactly(4)).readUInt32BE()
  return JSON.parse((await pieces.exactly(length)).toString("utf8")) as Frame
}

/** Writes the frames below `root`; returns only when the sender said that it was all. `admit` refuses one by throwing. */
export async function receiveFrames(
  stream: Readable,
  root: string,
  admit: (frame: Frame) => void = () => undefined,
): Promise<void> {
  for await (const { frame, content } of framesIn(stream)) {
    admit(frame)
    const path = join(root, frame.path)
    await mkdir(frame.kind === "folder" ? path : dirname(path), { recursive: true, mode: 0o700 })
    if (frame.kind === "folder") continue
    // Most files are small, and a stream each costs more than they do.
    if (frame.bytes <= smallBytes) await writeFile(path, await joined(content), { mode: 0o600 })
    else await pipeline(Readable.from(content), createWriteStream(path, { mode: 0o600 }))
  }
}
