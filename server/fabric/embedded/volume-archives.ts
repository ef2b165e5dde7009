import { posix } from "node:path"
import type { Readable } from "node:stream"
import { type ArchiveEntry, FabricError } from "../fabric-driver"
import { endFrame, frameOf, framesIn } from "./postgres/base-stream"

/** Frames are of what is below it; what a database has beside it is an entry beside it. */
const dataFolder = "data"

/** What a node tells of a volume, as entries: everything is the one user's who runs it, so owners and modes mean nothing. */
export async function* entriesOfFrames(stream: Readable): AsyncGenerator<ArchiveEntry> {
  const modifiedAt = new Date()
  const of = (path: string, mode: number) => ({ path, mode, uid: 0, gid: 0, modifiedAt })
  yield { ...of(dataFolder, 0o755), kind: "folder" }
  for await (const { frame, content } of framesIn(stream)) {
    const path = posix.join(dataFolder, frame.path)
    if (frame.kind === "folder") yield { ...of(path, 0o755), kind: "folder" }
    else yield { ...of(path, 0o644), kind: "file", bytes: frame.bytes, body: content }
  }
}

/** The way back. The node looks at every path itself. */
export async function* framesOfEntries(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    if (entry.path === "" || entry.path === dataFolder) continue
    if (entry.kind !== "file" && entry.kind !== "folder")
      throw new FabricError("not_supported", `${entry.path} is a link: volumes of this fabric have none`, false)
    const path = posix.relative(dataFolder, entry.path)
    if (entry.kind === "folder") yield* frameOf({ path, kind: "folder", bytes: 0 })
    else yield* frameOf({ path, kind: "file", bytes: entry.bytes }, entry.body)
  }
  yield endFrame()
}
