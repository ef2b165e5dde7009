import { randomBytes } from "node:crypto"
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { FabricError } from "../fabric-driver"
import type { AgentFile } from "./protocol"

/** Ids become folder names; whatever is no plain id would be a way out of the data directory. */
export function plainId(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(id)) throw new FabricError("failed", `“${id}” is not an id`, false)
  return id
}

export const nodeDirectoryOf = (dataDir: string, nodeId: string) => join(dataDir, "nodes", plainId(nodeId))
export const agentFileOf = (nodeDirectory: string) => join(nodeDirectory, "agent.json")
export const templateDirectoryOf = (dataDir: string) => join(dataDir, "templates")

const missing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT"

export async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T
  } catch (error) {
    if (missing(error)) return null
    throw error
  }
}

/** A reader, and a reader after a crash, sees the old text or the new one, never half of it. */
export async function writeJsonAtomic(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  await chmod(temporary, 0o600)
  try {
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

export const readAgentFile = (nodeDirectory: string) => readJson<AgentFile>(agentFileOf(nodeDirectory))

export const removeTree = (path: string) => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
