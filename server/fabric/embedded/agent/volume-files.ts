import { randomUUID } from "node:crypto"
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Readable } from "node:stream"
import type { FileEntry } from "../../fabric-driver"
import { errorCode, refuse } from "./agent-failure"
import type { Volume } from "./volume"
import type { PrimaryMirror } from "./volume-mirror"
import { existingInside, nameInside, plainPath } from "./volume-path"

const bytesPerGib = 1024 ** 3

function entryFor(name: string, stats: { isDirectory(): boolean; size: number; mtime: Date }): FileEntry {
  const kind = stats.isDirectory() ? "folder" : "file"
  return { name, kind, bytes: kind === "file" ? stats.size : 0, modifiedAt: stats.mtime.toISOString() }
}

/** The files of a primary copy: for the volume browser, and for the nas, whose writes must reach the mirror too. */
export class VolumeFiles {
  constructor(
    private readonly volume: Volume,
    private readonly mirror: PrimaryMirror,
  ) {}

  async list(path: string): Promise<FileEntry[]> {
    const folder = await existingInside(this.volume.data, path)
    const entries: FileEntry[] = []
    for (const name of (await readdir(folder)).sort()) {
      const entry = await this.entryAt(join(folder, name), name)
      if (entry) entries.push(entry)
    }
    return entries
  }

  async read(path: string) {
    const file = await open(await existingInside(this.volume.data, path), "r")
    const stats = await file.stat()
    if (!stats.isFile()) {
      await file.close()
      throw refuse("bad_path", "that is a folder")
    }
    return { bytes: stats.size, modifiedAt: stats.mtime.toISOString(), body: file.createReadStream() }
  }

  /** Whole or not at all: staged beside the data, put in place by a rename, then mirrored, then acknowledged. */
  async write(path: string, body: Readable, limitBytes: number): Promise<FileEntry> {
    this.refuseForDatabases()
    const target = await nameInside(this.volume.data, path)
    const staged = join(this.volume.staging, randomUUID())
    try {
      const bytes = await this.stage(staged, body, limitBytes, await this.sizeOf(target))
      return await this.volume.exclusively(async () => {
        this.refuseWithoutRoom(bytes, await this.sizeOf(target))
        await nameInside(this.volume.data, path) // again: a link may have been put in the way while the body came
        await mkdir(dirname(target), { recursive: true, mode: 0o755 })
        await rename(staged, target)
        const stats = await stat(target)
        await this.mirror.changed([plainPath(path)])
        return entryFor(path.split("/").at(-1) ?? path, stats)
      })
    } finally {
      await rm(staged, { force: true })
    }
  }

  remove(path: string): Promise<void> {
    this.refuseForDatabases()
    return this.volume.exclusively(async () => {
      await rm(await nameInside(this.volume.data, path), { recursive: true, force: true })
      await this.mirror.changed([plainPath(path)])
    })
  }

  private async stage(staged: string, body: Readable, limitBytes: number, replacedBytes: number): Promise<number> {
    const file = await open(staged, "wx", 0o644)
    try {
      let bytes = 0
      // Destroying the body on refusal would cut the connection before the sender can read why.
      for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.byteLength
        if (bytes > limitBytes) throw refuse("too_large", `larger than ${limitBytes} bytes`)
        this.refuseWithoutRoom(bytes, replacedBytes)
        await file.write(chunk)
      }
      await file.datasync()
      return bytes
    } finally {
      await file.close()
    }
  }

  private async sizeOf(target: string): Promise<number> {
    try {
      const stats = await lstat(target)
      if (stats.isDirectory()) throw refuse("bad_path", "a folder of that name is there")
      return stats.size
    } catch (error) {
      if (errorCode(error) === "ENOENT") return 0
      throw error
    }
  }

  private refuseWithoutRoom(bytes: number, replacedBytes: number): void {
    const room = this.volume.spec.sizeGib * bytesPerGib - this.volume.usedBytes + replacedBytes
    if (bytes > room) throw refuse("no_space", `the volume has ${this.volume.spec.sizeGib} GiB and is full`)
  }

  /** A database's files are its engine's; one changed from outside is a broken database. */
  private refuseForDatabases(): void {
    if (this.volume.spec.mirroring === "postgres")
      throw refuse("failed", "this volume belongs to a database; its files can be looked at, not changed")
  }

  /** Links are shown as what they lead to while that is in the volume, and else not at all. */
  private async entryAt(path: string, name: string): Promise<FileEntry | null> {
    try {
      const [root, target] = await Promise.all([realpath(this.volume.data), realpath(path)])
      if (!target.startsWith(`${root}/`)) return null
      const stats = await stat(target)
      return stats.isFile() || stats.isDirectory() ? entryFor(name, stats) : null
    } catch (error) {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ELOOP") return null
      throw error
    }
  }
}
