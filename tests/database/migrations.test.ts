import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { applyMigrations } from "@/prisma/migrate/apply-migrations"
import { migrationsDirectory, readMigrations } from "@/prisma/migrate/migration-files"
import { diffSchema } from "@/prisma/migrate/record-migration"
import { withSchemaEngine } from "@/prisma/migrate/schema-engine"
import { createTestDatabase, type TestDatabase } from "../support/database"

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe("migrations", () => {
  test("every change of the schema has been recorded as a migration", async () => {
    expect(await diffSchema()).toBeUndefined()
  })

  test("applying them again changes nothing", async () => {
    const { applied, total } = await applyMigrations({ databaseUrl: database.ownerUrl })
    expect(applied).toEqual([])
    expect(total).toBeGreaterThan(0)
  })

  test("Prisma's own engine finds nothing left to apply", async () => {
    const migrations = await readMigrations()
    const { appliedMigrationNames } = await withSchemaEngine(database.ownerUrl, (engine) =>
      engine.applyMigrations({
        migrationsList: {
          baseDir: migrationsDirectory,
          lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
          shadowDbInitScript: "",
          migrationDirectories: migrations.map(({ id, sql }) => ({
            path: id,
            migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
          })),
        },
        filters: { externalTables: [], externalEnums: [] },
      }),
    )
    expect(appliedMigrationNames).toEqual([])
  })
})

describe("a database of a test", () => {
  test("is reached by each role as itself", async () => {
    for (const [url, role] of [
      [database.webUrl, "gridline_web"],
      [database.providerUrl, "gridline_provider"],
      [database.workerUrl, "gridline_worker"],
    ] as const) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      const { rows } = await client.query("SELECT current_user AS role, current_database() AS name")
      await client.end()
      expect(rows[0]).toEqual({ role, name: database.name })
    }
  })
})
