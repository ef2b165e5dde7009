import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { migrationsDirectory, readSchema } from "./migration-files"
import { type SchemaFile, withOfflineSchemaEngine } from "./schema-engine"

/**
 * The schema text all migrations together lead to. One file, not one per migration: git keeps the older ones, and two
 * branches that both change the schema conflict here instead of silently recording half of each other.
 */
const recordedName = "recorded-schema.prisma.txt"

export type RecordedMigration = { id: string; path: string; sql: string }
type Places = { migrations?: string; schema?: string }

/** SQL from the recorded schema to the one written now; undefined when they agree. */
export async function diffSchema(places: Places = {}): Promise<string | undefined> {
  const { migrations = migrationsDirectory } = places
  const files = await readSchema(places.schema)
  const recordedPath = join(migrations, recordedName)
  const recorded: SchemaFile | undefined = existsSync(recordedPath)
    ? { path: recordedName, content: await readFile(recordedPath, "utf8") }
    : undefined
  const { exitCode, stdout } = await withOfflineSchemaEngine((engine) =>
    engine.diff({
      from: recorded ? { tag: "schemaDatamodel", files: [recorded] } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  )
  return exitCode === 0 ? undefined : (stdout ?? "")
}

/** Writes the next migration's SQL and the schema text it leads to. What Prisma cannot say is added to it by hand. */
export async function recordMigration(
  options: Places & { name: string; now: Date },
): Promise<RecordedMigration | undefined> {
  if (!/^[a-z][a-z0-9_]*$/.test(options.name)) {
    throw new Error(`"${options.name}" cannot name a migration: use lower-case letters, digits and underscores.`)
  }
  const { migrations = migrationsDirectory } = options
  const sql = await diffSchema(options)
  if (sql === undefined) return undefined
  const id = await nextId(migrations, options.name, options.now)
  const path = join(migrations, id, "migration.sql")
  await mkdir(join(migrations, id), { recursive: true })
  await writeFile(path, sql)
  await writeFile(join(migrations, recordedName), textOf(await readSchema(options.schema)))
  return { id, path, sql }
}

const textOf = (files: readonly SchemaFile[]) =>
  files.map((file) => `// ---- ${file.path}\n\n${file.content.trimEnd()}\n`).join("\n")

/** Ids sort by time, as Prisma's do. The first migration comes before whatever was written by hand on the same day. */
async function nextId(directory: string, name: string, now: Date): Promise<string> {
  const stamp = now.toISOString().replace(/\D/g, "").slice(0, 14)
  const isFirst = !existsSync(join(directory, recordedName))
  const id = `${isFirst ? `${stamp.slice(0, 8)}000001` : stamp}_${name}`
  const existing = existsSync(directory) ? await readdir(directory) : []
  if (existing.includes(id)) throw new Error(`Migration ${id} is there already.`)
  return id
}
