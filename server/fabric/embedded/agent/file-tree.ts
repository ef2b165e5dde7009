import { lstat, readdir } from "node:fs/promises"
import { join } from "node:path"
import { errorCode } from "./agent-failure"

export type TreeEntry = { kind: "file" | "folder"; bytes: number; modifiedMs: number }
/** Path → what is there. Links and devices are no part of a volume's tree. */
export type FileTree = Map<string, TreeEntry>

export const versionOf = (entry: TreeEntry) =>
  entry.kind === "folder" ? "folder" : `${entry.bytes.toString(36)}-${entry.modifiedMs.toString(36)}`

async function entryOf(path: string): Promise<TreeEntry | null> {
  try {
    const stats = await lstat(path)
    const modifiedMs = Math.floor(stats.mtimeMs)
    if (stats.isDirectory()) return { kind: "folder", bytes: 0, modifiedMs }
    return stats.isFile() ? { kind: "file", bytes: stats.size, modifiedMs } : null
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null // removed while we looked
    throw error
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return []
    throw error
  }
}

export async function scanTree(root: string, folder = "", tree: FileTree = new Map()): Promise<FileTree> {
  for (const name of (await namesIn(join(root, folder))).sort()) {
    const path = folder === "" ? name : `${folder}/${name}`
    const entry = await entryOf(join(root, path))
    if (!entry) continue
    tree.set(path, entry)
    if (entry.kind === "folder") await scanTree(root, path, tree)
  }
  return tree
}

/** Brings one name up to date, with the folders above it and all below, without reading the rest again. */
export async function refreshTree(root: string, path: string, tree: FileTree): Promise<void> {
  for (const known of [...tree.keys()]) if (known === path || known.startsWith(`${path}/`)) tree.delete(known)
  const segments = path.split("/")
  for (let depth = 1; depth <= segments.length; depth++) {
    const name = segments.slice(0, depth).join("/")
    const entry = await entryOf(join(root, name))
    if (entry) tree.set(name, entry)
  }
  if (tree.get(path)?.kind === "folder") await scanTree(root, path, tree)
}

export function bytesIn(tree: FileTree): number {
  let bytes = 0
  for (const entry of tree.values()) bytes += entry.bytes
  return bytes
}

export type TreeDifference = { remove: string[]; folders: string[]; files: string[] }

/** What must be done to `theirs` to make it `mine`; a removed folder stands for all in it. */
export function differenceOf(mine: FileTree, theirs: FileTree): TreeDifference {
  const difference: TreeDifference = { remove: [], folders: [], files: [] }
  for (const [path, entry] of theirs) {
    const kept = mine.get(path)?.kind === entry.kind
    const goesWithFolder = difference.remove.some((removed) => path.startsWith(`${removed}/`))
    if (!kept && !goesWithFolder) difference.remove.push(path)
  }
  for (const [path, entry] of mine) {
    const there = theirs.get(path)
    if (there && versionOf(there) === versionOf(entry)) continue
    difference[entry.kind === "folder" ? "folders" : "files"].push(path)
  }
  return difference
}

export const isSame = (d: TreeDifference) => d.remove.length + d.folders.length + d.files.length === 0

export type TreeRow = [path: string, entry: TreeEntry]
