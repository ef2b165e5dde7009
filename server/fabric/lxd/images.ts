import { createReadStream } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { FabricError } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { EngineError } from "./engine-error"
import { Turns } from "./turns"

const Manifest = z.array(z.object({ name: z.string(), file: z.string(), sha256: z.string().length(64) }))

async function readManifest(folder: string) {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")))
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return []
    throw error
  }
}

/** Names of the images there are to publish. */
export const availableImages = async (folder: string): Promise<string[]> =>
  (await readManifest(folder)).map((entry) => entry.name)

/** A cluster copies an image to other members at import: minutes on a slow cable. */
const importPatienceMs = 600_000
const keepMs = 60_000

/** `apache@1` → the name it has at the engine. A class version never changes, so neither does what the name stands for. */
export const aliasOf = (image: string): string => `gridline/${image.replace("@", "/")}`

/** Images of class versions: published at a cluster when the first component needs one, and once. */
export class Images {
  private readonly turns = new Turns()
  private readonly seen = new Map<string, number>()

  constructor(
    private readonly cluster: Cluster,
    /** Where `npm run images:build` leaves them, with their `manifest.json`. */
    private readonly folder: string,
  ) {}

  /** The alias to make instances of. Throws `image_missing` when the cluster has none and there is none to publish. */
  async ensure(image: string): Promise<string> {
    const alias = aliasOf(image)
    if ((this.seen.get(alias) ?? 0) > performance.now()) return alias
    await this.turns.take(alias, async () => {
      if (!(await this.isThere(alias))) await this.publish(image, alias)
      this.seen.set(alias, performance.now() + keepMs)
    })
    return alias
  }

  /** An instance could not be made of it: it is looked for again next time. */
  forget(image: string): void {
    this.seen.delete(aliasOf(image))
  }

  private async isThere(alias: string): Promise<boolean> {
    const http = await this.cluster.http()
    const path = `/1.0/images/aliases/${encodeURIComponent(alias)}`
    try {
      await this.cluster.ask((address, signal) => http.call(address, "GET", path, { signal }))
      return true
    } catch (error) {
      if (error instanceof EngineError && error.isMissing) return false
      throw error
    }
  }

  private async publish(image: string, alias: string): Promise<void> {
    const entry = (await readManifest(this.folder)).find(({ name }) => name === image)
    if (!entry)
      throw new FabricError(
        "image_missing",
        `There is no image of ${image} for this cluster. Build it with "npm run images:build -- ${image}", or choose another class.`,
        false,
      )
    const [http, file] = [await this.cluster.http(), join(this.folder, entry.file)]
    const { size } = await stat(file)
    const already = (error: unknown) => {
      if (!(error instanceof EngineError && error.isThere)) throw error
    }
    await this.cluster.ask(async (address, signal) => {
      const headers = { "content-type": "application/octet-stream", "content-length": String(size) }
      await http
        .call(address, "POST", "/1.0/images", { stream: createReadStream(file), headers, signal })
        .catch(already)
      const body = { name: alias, target: entry.sha256, description: "" }
      await http.call(address, "POST", "/1.0/images/aliases", { body, signal }).catch(already)
    }, importPatienceMs)
  }
}
