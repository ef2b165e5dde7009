import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { tryLock } from "../lock-file"
import { pause } from "../process-identity"

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const stamps = join(root, "dist", "stamps")
const isSource = (name: string) => !/\.test\.tsx?$/.test(name)

/** A digest of the contents of files and folders below the checkout: dates change with every clone, contents do not. */
export async function digestOf(paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map((path) => filesBelow(join(root, path))))).flat().sort()
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "")
  for (const file of files) hash.update(`\0${relative(root, file)}\0`).update(await readFile(file))
  return hash.digest("hex")
}

async function filesBelow(path: string): Promise<string[]> {
  if (!existsSync(path)) return []
  if (!(await stat(path)).isDirectory()) return isSource(path) ? [path] : []
  const entries = await readdir(path, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map((entry) => {
      const child = join(path, entry.name)
      if (entry.isDirectory()) return filesBelow(child)
      return isSource(entry.name) ? [child] : []
    }),
  )
  return nested.flat()
}

/** Runs `build` unless it succeeded with the same sources before and its product is still there. True if it ran. */
export async function ifChanged(
  options: { name: string; sources: readonly string[]; product: string },
  build: () => Promise<void>,
): Promise<boolean> {
  const stampPath = join(stamps, `${options.name}.stamp`)
  const digest = await digestOf(options.sources)
  const isCurrent = async () =>
    existsSync(stampPath) && (await readFile(stampPath, "utf8")) === digest && existsSync(join(root, options.product))
  if (await isCurrent()) return false
  const release = await lockBuilds()
  try {
    // Another start of this checkout may have built it while we waited.
    if (await isCurrent()) return false
    // Gone while it is being made: an interrupted build must not pass for a finished one.
    await rm(stampPath, { force: true })
    await build()
    await writeFile(stampPath, digest)
    return true
  } finally {
    await release()
  }
}

/** One build at a time in a checkout: two would write the same files. */
async function lockBuilds(): Promise<() => Promise<void>> {
  await mkdir(stamps, { recursive: true })
  for (;;) {
    const lock = await tryLock(join(stamps, "build.lock"))
    if (lock.kind === "held") return lock.release
    await pause(200)
  }
}
