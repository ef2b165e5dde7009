import { randomUUID } from "node:crypto"
import { createWriteStream } from "node:fs"
import { lstat, mkdir, rename, rm, utimes } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { errorCode } from "./agent-failure"
import { bytesIn, scanTree, type TreeRow } from "./file-tree"
import type { Volume } from "./volume"
import { nameInside } from "./volume-path"

/** What a primary does to a replica's files. Sizes and times are kept, for they are how trees are compared. */
export class ReplicaWrites {
  constructor(private readonly volume: Volume) {}

  async tree(): Promise<TreeRow[]> {
    const tree = await scanTree(this.volume.data)
    this.volume.usedBytes = bytesIn(tree)
    return [...tree]
  }

  async write(path: string, modifiedMs: number, body: Readable): Promise<void> {
    const staged = join(this.volume.staging, randomUUID())
    try {
      await pipeline(body, createWriteStream(staged, { mode: 0o644 }))
      // Half a millisecond more, or rounding on the way to nanoseconds would make it look a millisecond older.
      await utimes(staged, modifiedMs / 1000, (modifiedMs + 0.5) / 1000)
      const target = await nameInside(this.volume.data, path)
      await mkdir(dirname(target), { recursive: true, mode: 0o755 })
      const replacedBytes = await this.clear(target)
      const { size } = await lstat(staged)
      await rename(staged, target)
      this.volume.usedBytes += size - replacedBytes
    } finally {
      await rm(staged, { force: true })
    }
  }

  async makeFolder(path: string): Promise<void> {
    await mkdir(await nameInside(this.volume.data, path), { recursive: true, mode: 0o755 })
  }

  async remove(path: string): Promise<void> {
    await rm(await nameInside(this.volume.data, path), { recursive: true, force: true })
    await this.tree()
  }

  /** A folder where the primary has a file goes; the size of a file that will be replaced. */
  private async clear(target: string): Promise<number> {
    try {
      const stats = await lstat(target)
      if (stats.isDirectory()) await rm(target, { recursive: true })
      return stats.isFile() ? stats.size : 0
    } catch (error) {
      if (errorCode(error) === "ENOENT") return 0
      throw error
    }
  }
}
