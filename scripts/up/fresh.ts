import { existsSync } from "node:fs"
import { readdir, rm } from "node:fs/promises"
import { join, parse } from "node:path"
import { createInterface } from "node:readline/promises"
import { stopLeftPostgres } from "../postgres/postgres-server"
import { step } from "./console-lines"
import type { DataDirectory } from "./data-directory"
import { stopNodeAgents } from "./node-agents"
import { type UpOptions, UsageError } from "./options"
import type { Stop } from "./stop-signals"

const ourOwn = new Set(["up.lock"])

/** Everything of this installation goes: what still runs for it is stopped, then its directory is emptied. */
export async function deleteDataDirectory(data: DataDirectory, options: UpOptions, stop: Stop): Promise<void> {
  const names = (await readdir(data.path)).filter((name) => !ourOwn.has(name))
  if (names.length === 0) return
  refuseForeign(data, names)
  if (process.env.DATABASE_URL) {
    throw new UsageError(
      "--fresh does not delete a database of yours: unset DATABASE_URL, or drop that database yourself.",
    )
  }
  if (!options.yes) await confirm(data.path)
  await step("deleted what was there", async () => {
    await stopNodeAgents(data, stop.forced)
    await stopLeftPostgres(data.postgres)
    for (const name of names) await rm(join(data.path, name), { recursive: true, force: true, maxRetries: 5 })
  })
}

/** A mistyped --data-dir must not empty somebody's home directory. */
function refuseForeign(data: DataDirectory, names: readonly string[]): void {
  const isOurs = names.includes("secrets.json") && data.path !== parse(data.path).root
  if (isOurs && !existsSync(join(data.path, ".git"))) return
  throw new UsageError(`${data.path} is not empty and not a data directory of Gridline: it is not deleted.`)
}

async function confirm(path: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UsageError(`--fresh deletes ${path}. Say --yes as well where nobody can be asked.`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`Delete ${path} with its database and all volumes? Type yes: `)
  terminal.close()
  if (answer.trim() !== "yes") throw new UsageError("Nothing was deleted.")
}
