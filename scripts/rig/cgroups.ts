import { existsSync } from "node:fs"
import { readdir, readFile, rmdir } from "node:fs/promises"
import { join } from "node:path"
import { pause, signal } from "../process-identity"
import type { RigSettings } from "./rig-settings"

const hasErrorCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

/** The rig's own group in every hierarchy of this host: all that it started runs below them. */
export async function ownGroups({ name }: RigSettings): Promise<string[]> {
  const mounts = (await readFile("/proc/mounts", "utf8")).split("\n").map((line) => line.split(" "))
  const roots = mounts.flatMap(([, path, type]) => (path && /^cgroup2?$/.test(type ?? "") ? [path] : []))
  return roots.map((root) => join(root, name)).filter((path) => existsSync(path))
}

async function groupsBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  return [path, ...below].sort((a, b) => b.length - a.length)
}

/** Processes of the whole rig, or of one group of it. */
export async function processesOfRig(settings: RigSettings, part = ""): Promise<number[]> {
  const found = new Set<number>()
  for (const group of (await ownGroups(settings)).map((path) => join(path, part)).filter((path) => existsSync(path))) {
    for (const path of await groupsBelow(group)) {
      for (const line of (await readGone(join(path, "cgroup.procs"))).split("\n")) if (line) found.add(Number(line))
    }
  }
  return [...found]
}

/** A group, or a process, may go while it is looked at. */
async function readGone(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (["ENOENT", "ENODEV", "ESRCH"].some((code) => hasErrorCode(error, code))) return ""
    throw error
  }
}

/** Ends what is left in the rig's groups, then removes them: killed processes take a moment to leave. */
export async function removeGroups(settings: RigSettings, timeoutSeconds: number): Promise<void> {
  for (const deadline = Date.now() + timeoutSeconds * 1000; ; await pause(50)) {
    for (const pid of await processesOfRig(settings)) signal(pid, "SIGKILL")
    for (const group of await ownGroups(settings)) {
      for (const path of await groupsBelow(group)) await removeEmpty(path)
    }
    if ((await ownGroups(settings)).length === 0 || Date.now() > deadline) return
  }
}

async function removeEmpty(path: string): Promise<void> {
  try {
    await rmdir(path)
  } catch (error) {
    if (!hasErrorCode(error, "EBUSY") && !hasErrorCode(error, "ENOENT")) throw error
  }
}
