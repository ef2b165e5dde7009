import { createHash, randomBytes } from "node:crypto"
import { chmod, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import type { TestProject } from "vitest/node"
import { applyMigrations } from "../../prisma/migrate/apply-migrations"
import { readMigrations } from "../../prisma/migrate/migration-files"
import { PostgresServer } from "../../scripts/postgres/postgres-server"
import { ensureDatabase, ensureRoles, loginRoles, type RolePasswords } from "../../scripts/postgres/roles"

/** Where tests find their databases; handed from here to the test processes. */
export type TestServer = { url: string; template: string; passwords: RolePasswords }

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer
  }
}

type Shared = { users: number; opening: Promise<OpenServer> }
type OpenServer = { server: TestServer; close: () => Promise<void> }

/** Every vitest project runs this set-up in a module of its own; one PostgreSQL is enough for all of them. */
const slot = globalThis as typeof globalThis & { gridlineTestServer?: Shared }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  slot.gridlineTestServer ??= { users: 0, opening: openServer() }
  const shared = slot.gridlineTestServer
  shared.users += 1
  const { server, close } = await shared.opening
  project.provide("testServer", server)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    slot.gridlineTestServer = undefined
    await close()
  }
}

async function openServer(): Promise<OpenServer> {
  const passwords = Object.fromEntries(loginRoles.map((role) => [role, "test"])) as RolePasswords
  const given = process.env.TEST_DATABASE_URL
  const own = given ? undefined : await startThrowaway()
  const url = given ?? (own as Throwaway).postgres.url("postgres")
  try {
    await ensureRoles(url, passwords)
    return { server: { url, template: await prepareTemplate(url), passwords }, close: async () => own?.close() }
  } catch (error) {
    await own?.close()
    throw error
  }
}

export type Throwaway = { postgres: PostgresServer; directory: string; close: () => Promise<void> }

/** A PostgreSQL in a temporary directory. Also for tests that restart or kill theirs. */
export async function startThrowaway(durable = false): Promise<Throwaway> {
  const directory = await mkdtemp(join(tmpdir(), "gridline-postgres-"))
  // PostgreSQL may run as another user, which has to pass through.
  await chmod(directory, 0o711)
  const postgres = await PostgresServer.open({
    directory: join(directory, "postgres"),
    logPath: join(directory, "postgres.log"),
    password: randomBytes(16).toString("hex"),
    durable,
  })
  const close = async () => {
    await postgres.stop("immediate")
    await rm(directory, { recursive: true, force: true })
  }
  return { postgres, directory, close }
}

/** The migrated database test databases are copied from, named after its migrations: a server that stays keeps it. */
async function prepareTemplate(url: string): Promise<string> {
  const migrations = await readMigrations()
  const digest = createHash("sha256").update(migrations.map(({ id, checksum }) => `${id} ${checksum}`).join("\n"))
  const name = `gridline_template_${digest.digest("hex").slice(0, 12)}`
  await ensureDatabase(url, name)
  const template = new URL(url)
  template.pathname = `/${name}`
  await applyMigrations({ databaseUrl: template.toString() })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // Nobody may connect: copying refuses a template that is in use.
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} IS_TEMPLATE true`)
  } finally {
    await client.end()
  }
  return name
}
