import pg from "pg"
import { type Migration, migrationsDirectory, readMigrations } from "./migration-files"

/** Two starts on one database wait for each other here; the number only has to be ours. */
const migrationLock = 4_871_205_511n

export type AppliedMigrations = { applied: string[]; total: number }

/**
 * Brings a database up to the migrations in `prisma/migrations`. Each is applied in one transaction with the record of
 * it, so it is either there and recorded, or neither. The record is Prisma's own (`_prisma_migrations`): its tools agree
 * on what has been applied. The engine itself does not apply them because the driver adapter cuts scripts at every
 * semicolon, function bodies and comments included.
 */
export async function applyMigrations(options: {
  databaseUrl: string
  directory?: string
}): Promise<AppliedMigrations> {
  const migrations = await readMigrations(options.directory ?? migrationsDirectory)
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: "gridline-migrate" })
  await client.connect()
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock])
    await client.query(createRecord)
    const recorded = await readRecorded(client)
    refuseDrift(migrations, recorded)
    const pending = migrations.filter(({ id }) => !recorded.has(id))
    for (const migration of pending) await applyOne(client, migration)
    return { applied: pending.map(({ id }) => id), total: migrations.length }
  } finally {
    // Ends the session, and the advisory lock with it.
    await client.end()
  }
}

/** As Prisma creates it. */
const createRecord = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

type Recorded = { checksum: string; finished: boolean }

async function readRecorded(client: pg.Client): Promise<Map<string, Recorded>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  return new Map(rows.map((row) => [row.migration_name, { checksum: row.checksum, finished: row.finished }]))
}

/** A database must never be carried on from a history that is not the one in this checkout. */
function refuseDrift(migrations: readonly Migration[], recorded: ReadonlyMap<string, Recorded>): void {
  const known = new Map(migrations.map((migration) => [migration.id, migration]))
  for (const [id, { checksum, finished }] of recorded) {
    const migration = known.get(id)
    if (!migration) {
      throw new Error(
        `The database has migration ${id}, which this version of Gridline does not know: use a newer one.`,
      )
    }
    if (!finished) {
      throw new Error(`Migration ${id} was begun by another tool and not finished: repair it, see _prisma_migrations.`)
    }
    if (migration.checksum !== checksum) {
      throw new Error(`Migration ${id} was changed after it had been applied here: write a new migration instead.`)
    }
  }
}

async function applyOne(client: pg.Client, { id, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN")
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES (gen_random_uuid(), $1, clock_timestamp(), $2, 1)`,
      [checksum, id],
    )
    await client.query("COMMIT")
  } catch (error) {
    await client.query("ROLLBACK")
    const { message, position } = error as pg.DatabaseError
    const line = position ? `, line ${sql.slice(0, Number(position)).split("\n").length}` : ""
    throw new Error(`Migration ${id} failed${line}: ${message}`, { cause: error })
  }
}
