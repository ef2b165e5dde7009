import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"

/** Process ids are used again: whoever signals one it did not just start must first see what runs under it. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || undefined
    } catch {
      // No such process.
      return undefined
    }
  }
  const { status, stdout } = spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" })
  return status === 0 ? stdout.trim() || undefined : undefined
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPERM") return true
    return false
  }
  // A zombie answers to signals but has no command line any more: nobody reaped it, and it runs nothing.
  return commandLineOf(pid) !== undefined
}

/** Signals a process that may be gone already; true if it was there. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false
    throw error
  }
}

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** True when the process ended within the time. */
export async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; isAlive(pid); await pause(25)) {
    if (Date.now() > deadline) return false
  }
  return true
}
