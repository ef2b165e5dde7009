import { createHash, randomUUID } from "node:crypto"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdir, rename, rm } from "node:fs/promises"
import type { IncomingMessage } from "node:http"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { NasAway, type NasClient } from "./nas-client"

type Cached = { file: string; etag: string; modified: string; bytes: number }

export type FoundFile = {
  etag: string
  modified: string
  bytes: number
  read(range: { start: number; end: number }): Promise<Readable>
}

const largestCachedBytes = 8 * 1024 * 1024
const cacheBytes = 128 * 1024 * 1024

/** Files of the nas as they are now: every look asks the nas whether the copy here still holds. */
export class FileCache {
  private readonly files = new Map<string, Cached>()
  private total = 0

  constructor(
    private readonly folder: string,
    private readonly nas: NasClient,
  ) {}

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
  }

  /** Null when there is no such file. With the nas away the copy here is as good as it gets. */
  async find(path: string): Promise<FoundFile | null> {
    const cached = this.files.get(path)
    let response: IncomingMessage
    try {
      response = await this.nas.get(path, cached ? { "if-none-match": cached.etag } : {})
      if ((response.statusCode ?? 500) >= 500) throw new NasAway(`the nas answered ${response.statusCode}`)
    } catch (error) {
      if (error instanceof NasAway && cached) return this.fromCache(cached)
      throw error
    }
    if (response.statusCode === 304 && cached) {
      response.resume()
      return this.fromCache(cached)
    }
    if (response.statusCode === 200) return this.take(path, response)
    response.resume()
    await this.forget(path)
    return null
  }

  private async take(path: string, response: IncomingMessage): Promise<FoundFile> {
    const [etag, modified] = [response.headers.etag ?? "", response.headers["last-modified"] ?? ""]
    const bytes = Number(response.headers["content-length"] ?? 0)
    if (bytes > largestCachedBytes) {
      response.destroy() // the part that is wanted is asked for on its own
      return { etag, modified, bytes, read: (range) => this.readFromNas(path, range) }
    }
    const file = join(this.folder, `${createHash("sha1").update(path).digest("hex")}-${randomUUID()}`)
    await pipeline(response, createWriteStream(`${file}.part`))
    await rename(`${file}.part`, file)
    await this.forget(path)
    const cached = { file, etag, modified, bytes }
    this.files.set(path, cached)
    this.total += bytes
    for (const oldest of this.files.keys()) if (this.total > cacheBytes) await this.forget(oldest)
    return this.fromCache(cached)
  }

  private fromCache({ file, etag, modified, bytes }: Cached): FoundFile {
    return { etag, modified, bytes, read: async ({ start, end }) => createReadStream(file, { start, end }) }
  }

  private async readFromNas(path: string, { start, end }: { start: number; end: number }): Promise<Readable> {
    const response = await this.nas.get(path, { range: `bytes=${start}-${end}` })
    if (response.statusCode === 206) return response
    response.resume()
    throw new NasAway(`the nas answered ${response.statusCode}`)
  }

  private async forget(path: string): Promise<void> {
    const cached = this.files.get(path)
    if (!cached) return
    this.files.delete(path)
    this.total -= cached.bytes
    // Whoever is reading it has it open; its bytes go when they are done.
    await rm(cached.file, { force: true })
  }
}
