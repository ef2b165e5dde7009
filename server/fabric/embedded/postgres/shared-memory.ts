import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const table = "/proc/sysvipc/shm"

/** Line 1 of postmaster.pid is the process, line 7 the key and id of its segment. */
async function segmentOf(data: string): Promise<{ pid: string; id: string } | null> {
  const file = join(data, "postmaster.pid")
  if (!existsSync(file)) return null
  const lines = (await readFile(file, "utf8")).split("\n")
  const [pid, id] = [lines[0]?.trim(), lines[6]?.trim().split(/\s+/)[1]]
  return pid && id ? { pid, id } : null
}

/** Only one made by that very process, and used by nobody: ids are given out again. */
async function isOrphan({ pid, id }: { pid: string; id: string }): Promise<boolean> {
  const rows = (await readFile(table, "utf8")).split("\n").map((row) => row.trim().split(/\s+/))
  return rows.some(
    ([_key, segment, _mode, _size, maker, _last, users]) => segment === id && maker === pid && users === "0",
  )
}

/** A PostgreSQL that was killed leaves a small System V segment to the kernel, which keeps some thousands of them at most. */
export async function dropOrphanedSegments(nodeDirectory: string): Promise<void> {
  const volumes = join(nodeDirectory, "volumes")
  if (!existsSync(table) || !existsSync(volumes)) return
  for (const name of await readdir(volumes)) {
    const segment = await segmentOf(join(volumes, name, "data"))
    if (!segment || !(await isOrphan(segment))) continue
    // Without `ipcrm` it stays; it holds 56 bytes and hurts nobody for a long time.
    await run("ipcrm", ["-m", segment.id]).catch((error: Error) => console.error(`shared memory: ${error.message}`))
  }
}
