import { link, readFile, rm, writeFile } from "node:fs/promises"
import { z } from "zod"
import { commandLineOf } from "./process-identity"

const Holder = z.object({ pid: z.number().int(), commandLine: z.string(), since: z.string() })
export type Holder = z.infer<typeof Holder>
export type Lock = { kind: "held"; release: () => Promise<void> } | { kind: "taken"; holder: Holder }

/** Takes a lock file, or says who has it. One whose holder is dead counts as free. */
export async function tryLock(path: string): Promise<Lock> {
  const draft = `${path}.${process.pid}`
  const own: Holder = {
    pid: process.pid,
    commandLine: commandLineOf(process.pid) ?? "",
    since: new Date().toISOString(),
  }
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 })
  try {
    // A link appears with its content or not at all, so nobody reads half a lock.
    while (!(await tryLink(draft, path))) {
      const holder = await readHolder(path)
      if (holder && commandLineOf(holder.pid) === holder.commandLine) return { kind: "taken", holder }
      await rm(path, { force: true })
    }
    return { kind: "held", release: () => rm(path, { force: true }) }
  } finally {
    await rm(draft)
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false
    throw error
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return Holder.parse(JSON.parse(await readFile(path, "utf8")))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw new Error(`${path} is damaged: delete it if nothing of Gridline runs.`, { cause: error })
  }
}
