import type { ChildProcess } from "node:child_process"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import pg from "pg"
import { adminOf, createCluster, hasCluster, spawnPostgres, standbyFile } from "../../postgres/engine"
import { type Appliance, type Program, textProperty } from "../../runner/appliance"
import { freePort } from "../free-port"

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const readyWithinMs = 120_000 // recovery after a crash may have a lot to replay

type Server = { child: ChildProcess; port: number; ended: Promise<void>; isEnded(): boolean }

async function spawnOn(appliance: Appliance, bin: string, port: number): Promise<Server> {
  const { directory } = appliance.volume("data")
  const child = await spawnPostgres(bin, directory, port, appliance.nodeDirectory)
  let over = false
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true
      resolve()
    }
    child.once("exit", end)
    child.once("error", end)
  })
  return { child, port, ended, isEnded: () => over }
}

async function connect(data: string, port: number, database: string): Promise<pg.Client> {
  const client = new pg.Client({ host: "127.0.0.1", port, database, ...(await adminOf(data)) })
  client.on("error", () => undefined) // it ends when the server does; who uses it gets the error of the query
  await client.connect()
  return client
}

async function whenAccepting(server: Server, data: string): Promise<pg.Client | null> {
  const deadline = Date.now() + readyWithinMs
  while (!server.isEnded() && Date.now() < deadline) {
    try {
      return await connect(data, server.port, "postgres")
    } catch {
      await pause(25) // refused or “starting up”: both pass
    }
  }
  return null
}

/** The login and the database the component's wires lead to. Not waiting for a mirror: it may be what is being repaired. */
async function provision(admin: pg.Client, password: string, database: string): Promise<void> {
  await admin.query("SET synchronous_commit = local")
  const role = await admin.query("SELECT 1 FROM pg_roles WHERE rolname = 'app'")
  const verb = role.rowCount === 0 ? "CREATE" : "ALTER"
  await admin.query(`${verb} ROLE app LOGIN PASSWORD ${pg.escapeLiteral(password)}`)
  const found = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [database])
  if (found.rowCount === 0) await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER app`)
}

async function start(appliance: Appliance, bin: string): Promise<{ server: Server; admin: pg.Client }> {
  const { directory } = appliance.volume("data")
  // The port of before may have been taken since, and a free one may be taken before PostgreSQL has it.
  for (const port of [appliance.portFor("db"), 0, 0, 0]) {
    const server = await spawnOn(appliance, bin, port === 0 ? await freePort() : port)
    const admin = await whenAccepting(server, directory)
    if (admin) return { server, admin }
    server.child.kill("SIGKILL")
    await server.ended
  }
  throw new Error("PostgreSQL did not start; its last lines in the log say why")
}

export const program: Program = async (appliance) => {
  const bin = appliance.postgresBin
  if (!bin) throw new Error("there are no PostgreSQL programs for this machine")
  const { directory } = appliance.volume("data")
  if (!hasCluster(directory)) await createCluster(bin, appliance.templateDirectory, directory)
  // A copy that was a standby until now: it starts as what it is told to be.
  for (const name of ["standby.signal", standbyFile]) await rm(join(directory, name), { force: true })

  const { server, admin } = await start(appliance, bin)
  const database = textProperty(appliance, "database", "app")
  let password = appliance.secret()
  await provision(admin, password, database)
  await admin.end()

  let stopping = false
  void server.ended.then(() => {
    if (!stopping) appliance.fail("PostgreSQL ended by itself; its last lines in the log say why")
  })
  appliance.onUpdate(() => {
    if (appliance.secret() === password) return
    password = appliance.secret()
    changePassword(appliance, server.port, password).catch((error: Error) => appliance.fail(error.message))
  })
  const stop = async () => {
    stopping = true
    server.child.kill("SIGINT") // "fast": sessions are ended, everything is written, mirrors get the last of it
    await server.ended
  }
  return { inputs: { db: { host: "127.0.0.1", port: server.port } }, stop }
}

async function changePassword(appliance: Appliance, port: number, password: string): Promise<void> {
  const admin = await connect(appliance.volume("data").directory, port, "postgres")
  try {
    await provision(admin, password, textProperty(appliance, "database", "app"))
  } finally {
    await admin.end()
  }
}
