import { applyMigrations } from "../../prisma/migrate/apply-migrations"
import { PostgresServer } from "../postgres/postgres-server"
import { ensureDatabase, ensureRoles, type LoginRole, urlAs } from "../postgres/roles"
import { pause } from "../process-identity"
import { say } from "./console-lines"
import { type DataDirectory, readRemembered, remember, type Secrets } from "./data-directory"
import { UsageError } from "./options"

export type DatabaseUrls = { owner: string; web: string; provider: string; worker: string }

/** Starts the database that comes with Gridline, where it was the last time. */
export async function openEmbedded(data: DataDirectory, secrets: Secrets): Promise<PostgresServer> {
  const { postgresPort } = await readRemembered(data.path)
  const server = await PostgresServer.open({
    directory: data.postgres,
    logPath: data.postgresLog,
    password: secrets.postgres,
    preferredPort: postgresPort,
    durable: true,
  })
  if (server.port !== postgresPort) await remember(data.path, { postgresPort: server.port })
  await ensureDatabase(server.url("postgres"), "gridline")
  return server
}

/** Brings the database at `ownerUrl` up to date and says how each process reaches it. */
export async function prepareDatabase(
  ownerUrl: string,
  secrets: Secrets,
  environment: NodeJS.ProcessEnv,
): Promise<{ urls: DatabaseUrls; applied: number; total: number }> {
  const given = givenUrls(environment)
  if (!given) await ensureRoles(ownerUrl, secrets)
  const { applied, total } = await applyMigrations({ databaseUrl: ownerUrl })
  const as = (role: LoginRole) => urlAs(ownerUrl, role, secrets[role])
  const urls = given ?? { web: as("gridline_web"), provider: as("gridline_provider"), worker: as("gridline_worker") }
  return { urls: { owner: ownerUrl, ...urls }, applied: applied.length, total }
}

/** An operator who made the roles gives all three addresses, and only with a server of their own. */
function givenUrls(environment: NodeJS.ProcessEnv): Omit<DatabaseUrls, "owner"> | undefined {
  const { WEB_DATABASE_URL: web, PROVIDER_DATABASE_URL: provider, WORKER_DATABASE_URL: worker } = environment
  if (!web && !provider && !worker) return undefined
  if (environment.DATABASE_URL && web && provider && worker) return { web, provider, worker }
  throw new UsageError(
    "DATABASE_URL, WEB_DATABASE_URL, PROVIDER_DATABASE_URL and WORKER_DATABASE_URL: set DATABASE_URL alone or all four.",
  )
}

/** Starts the embedded database again when it dies under us. */
export async function watchEmbedded(server: PostgresServer, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    await pause(1_000)
    if (stopped.aborted || server.isRunning()) continue
    say("up", "PostgreSQL ended; starting it again")
    try {
      await server.start()
    } catch (error) {
      say("up", (error as Error).message)
    }
  }
}
