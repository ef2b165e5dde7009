import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { writeWhole } from "./layers"

const BuiltImage = z.object({
  name: z.string(),
  file: z.string(),
  sha256: z.string(),
  bytes: z.number().int(),
  packages: z.record(z.string(), z.string()),
  builtAt: z.string(),
  stamp: z.string(),
})

/** `stamp` says of which recipe and packages the file was made: the same stamp, the same file. */
export type BuiltImage = z.infer<typeof BuiltImage>

export async function readManifest(folder: string): Promise<BuiltImage[]> {
  const path = join(folder, "manifest.json")
  if (!existsSync(path)) return []
  return z.array(BuiltImage).parse(JSON.parse(await readFile(path, "utf8")))
}

/** Puts one image in, in place of its last build. */
export async function addToManifest(folder: string, image: BuiltImage): Promise<void> {
  const others = (await readManifest(folder)).filter((other) => other.name !== image.name)
  const all = [...others, image].sort((a, b) => (a.name < b.name ? -1 : 1))
  await writeWhole(join(folder, "manifest.json"), `${JSON.stringify(all, null, 2)}\n`)
}

export async function isCurrent(folder: string, image: BuiltImage | undefined, stamp: string): Promise<boolean> {
  if (image?.stamp !== stamp) return false
  const path = join(folder, image.file)
  return existsSync(path) && (await stat(path)).size === image.bytes
}
