import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { SchemaFile } from "./schema-engine"

const prismaDirectory = dirname(dirname(fileURLToPath(import.meta.url)))
export const schemaDirectory = join(prismaDirectory, "schema")
export const migrationsDirectory = join(prismaDirectory, "migrations")

export type Migration = { id: string; sql: string; checksum: string }

/** Every migration in the order of its id. A folder without SQL is an error: half a migration must not be skipped. */
export async function readMigrations(directory = migrationsDirectory): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const ids = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    ids.sort().map(async (id) => {
      const sql = await readFile(join(directory, id, "migration.sql"), "utf8")
      return { id, sql, checksum: createHash("sha256").update(sql).digest("hex") }
    }),
  )
}

/** The schema as it is written now, a file per domain. */
export async function readSchema(directory = schemaDirectory): Promise<SchemaFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".prisma")).sort()
  return Promise.all(
    names.map(async (name) => ({ path: name, content: await readFile(join(directory, name), "utf8") })),
  )
}
