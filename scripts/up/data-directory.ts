import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { tryLock } from "../lock-file"
import { UsageError } from "./options"

export type DataDirectory = { path: string; postgres: string; postgresLog: string; nodes: string; credentials: string }

export async function openDataDirectory(path: string): Promise<DataDirectory> {
  // Others may pass through (PostgreSQL runs as another user when we are root), not look around.
  await mkdir(path, { recursive: true, mode: 0o711 })
  return {
    path,
    postgres: join(path, "postgres"),
    postgresLog: join(path, "postgres.log"),
    nodes: join(path, "nodes"),
    credentials: join(path, "credentials.json"),
  }
}

/** A reader, even after a crash, finds the old text or the new one. */
async function writeAtomically(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: "wx" })
  await rename(temporary, path)
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  if (!existsSync(path)) return undefined
  const parsed = schema.safeParse(JSON.parse(await readFile(path, "utf8")))
  if (parsed.success) return parsed.data
  throw new Error(`${path} is damaged: restore it from a backup, or start anew with --fresh.\n${parsed.error.message}`)
}

/** One `up` per data directory. Returns what gives the lock back. */
export async function lockDataDirectory(path: string): Promise<() => Promise<void>> {
  const lock = await tryLock(join(path, "up.lock"))
  if (lock.kind === "held") return lock.release
  throw new UsageError(
    `Gridline is running on ${path} already (process ${lock.holder.pid}, since ${lock.holder.since}). ` +
      "Stop it with Ctrl-C where it runs, or choose another directory with --data-dir.",
  )
}

const Secrets = z.object({
  postgres: z.string().min(16),
  gridline_web: z.string().min(16),
  gridline_provider: z.string().min(16),
  gridline_worker: z.string().min(16),
  authSecret: z.string().min(32),
  encryptionKey: z.base64(),
})
export type Secrets = z.infer<typeof Secrets>

/** Generated once, kept for good: without them neither the database nor what is encrypted in it can be read. */
export async function ensureSecrets(path: string): Promise<Secrets> {
  const secretsPath = join(path, "secrets.json")
  const existing = await readJson(secretsPath, Secrets)
  if (existing) return existing
  const word = () => randomBytes(24).toString("base64url")
  const secrets: Secrets = {
    postgres: word(),
    gridline_web: word(),
    gridline_provider: word(),
    gridline_worker: word(),
    authSecret: randomBytes(48).toString("base64url"),
    encryptionKey: randomBytes(32).toString("base64"),
  }
  await writeAtomically(secretsPath, secrets)
  return secrets
}

const Remembered = z.object({ postgresPort: z.number().int().optional() })

export const readRemembered = async (path: string) => (await readJson(join(path, "state.json"), Remembered)) ?? {}
export const remember = (path: string, state: z.infer<typeof Remembered>) =>
  writeAtomically(join(path, "state.json"), state)

const Running = z.array(z.object({ name: z.string(), pid: z.number().int(), commandLine: z.string() }))
export type Running = z.infer<typeof Running>

/** What runs for this directory, for the start that follows a crash. */
export const readRunning = async (path: string) => (await readJson(join(path, "processes.json"), Running)) ?? []
export const writeRunning = (path: string, running: Running) => writeAtomically(join(path, "processes.json"), running)
