import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { copyFile, mkdir, readdir, rename, rm, symlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import type { NasTree } from "../nas/nas-protocol"
import { NasAway, type NasClient } from "./nas-client"

export type ContentCopy = { version: string; folder: string; files: Map<string, string> }

/** What the program depends on. Pictures and styles are served from the nas itself and restart nothing. */
export function programVersionOf(tree: NasTree): string | null {
  if (!tree.entries.some(({ path, kind }) => path === "server.mjs" && kind === "file")) return null
  const own = tree.entries.filter(({ path }) => !path.startsWith("public/"))
  return createHash("sha1").update(JSON.stringify(own)).digest("hex").slice(0, 16)
}

/** Local copies of the content for `server.mjs` to run from, one folder per version of it. */
export class ContentCopies {
  constructor(
    private readonly folder: string,
    private readonly modules: string,
    private readonly nas: NasClient,
  ) {}

  /** The packages an image brings lie beside the copies, where Node looks for them. */
  async open(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
    await mkdir(this.folder, { recursive: true })
    await symlink(this.modules, join(this.folder, "node_modules"))
  }

  async take(tree: NasTree, version: string, before: ContentCopy | null): Promise<ContentCopy> {
    const folder = join(this.folder, version)
    const building = `${folder}.part`
    await rm(building, { recursive: true, force: true })
    const files = new Map<string, string>()
    for (const entry of tree.entries) {
      const target = join(building, entry.path)
      await mkdir(entry.kind === "folder" ? target : dirname(target), { recursive: true })
      if (entry.kind === "folder") continue
      const unchanged = before && before.files.get(entry.path) === entry.version
      if (unchanged) await copyFile(join(before.folder, entry.path), target)
      else await this.fetch(entry.path, target)
      files.set(entry.path, entry.version)
    }
    await rm(folder, { recursive: true, force: true })
    await rename(building, folder)
    return { version, folder, files }
  }

  async keepOnly(copy: ContentCopy): Promise<void> {
    for (const name of await readdir(this.folder))
      if (name !== "node_modules" && name !== copy.version)
        await rm(join(this.folder, name), { recursive: true, force: true })
  }

  private async fetch(path: string, target: string): Promise<void> {
    const response = await this.nas.get(path, {})
    if (response.statusCode !== 200) {
      response.resume()
      throw new NasAway(`${path} changed while it was copied`)
    }
    await pipeline(response, createWriteStream(target))
  }
}
