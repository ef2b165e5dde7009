import { lstat, realpath } from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import { errorCode, refuse } from "./agent-failure"

/** A path as people and programs give it → plain segments joined by `/`; `""` is the volume itself. */
export function plainPath(path: string): string {
  if (path === "" || path === ".") return ""
  const segments = path.split("/")
  if (path.includes("\0") || path.includes("\\") || path.length > 1_000) throw refuse("bad_path", "not a usable path")
  if (
    segments.some(
      (segment) => segment === "" || segment === "." || segment === ".." || Buffer.byteLength(segment) > 255,
    )
  )
    throw refuse("bad_path", "a path is relative, and has no empty, “.” or “..” parts")
  return segments.join("/")
}

const isInside = (root: string, path: string) => path === root || path.startsWith(root + sep)

async function nearestExisting(path: string): Promise<string> {
  try {
    await lstat(path)
    return path
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error
    return nearestExisting(dirname(path))
  }
}

/** Where the file itself is, links followed as far as they stay in the volume. */
export async function existingInside(root: string, path: string): Promise<string> {
  const [realRoot, target] = await Promise.all([realpath(root), realpath(join(root, plainPath(path)))])
  if (!isInside(realRoot, target)) throw refuse("bad_path", "that link leaves the volume")
  return target
}

/** Where a name may be made, replaced or removed: only its folders are followed, never what it points at. */
export async function nameInside(root: string, path: string): Promise<string> {
  const plain = plainPath(path)
  if (plain === "") throw refuse("bad_path", "that is the volume itself")
  const target = join(root, plain)
  const realRoot = await realpath(root)
  const folder = await realpath(await nearestExisting(dirname(target)))
  if (!isInside(realRoot, folder)) throw refuse("bad_path", "that link leaves the volume")
  return target
}
