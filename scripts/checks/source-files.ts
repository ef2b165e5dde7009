import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"

export type SourceFile = { path: string; text: string }

export const sourceFolders = [
  "app",
  "components",
  "lib",
  "server",
  "prisma",
  "scripts",
  "tests",
  "cli",
  "bench",
  "images",
]
const generated = /^prisma\/generated\//
const code = /\.(tsx?|mjs|cjs|css)$/

/** Everything written by hand, with paths from the checkout's root. */
export async function readSources(root: string): Promise<SourceFile[]> {
  const nested = await Promise.all(sourceFolders.map((folder) => filesBelow(join(root, folder))))
  const paths = nested.flat().map((path) => relative(root, path))
  return Promise.all(
    paths
      .filter((path) => code.test(path) && !generated.test(path))
      .map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })),
  )
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
