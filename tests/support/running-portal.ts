import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { findFreePort } from "../../scripts/free-port"
import { pause } from "../../scripts/process-identity"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What `npm run up` writes to credentials.json. */
export type Credentials = {
  portal: string
  edge: string
  provider: { email: string; password: string; apiKey: string }
  tenant: { slug: string; email: string; password: string; apiKey: string }
}

/** Where a Gridline is and keeps its things. */
export type PortalPlace = { portalUrl: string; edgeUrl: string; dataDir: string }

/** A whole Gridline of the test's own, started as its users start it. */
export type RunningPortal = PortalPlace & {
  logPath: string
  credentials(): Promise<Credentials>
  /** Process ids by name (`web`, `worker`, `worker-2`, `edge`), as they are at this moment. */
  processIds(): Promise<Map<string, number>>
  /** Stops it as Ctrl-C does; the data directory stays. Resolves to the exit code. */
  stop(): Promise<number | null>
  /** Stops it and removes everything it wrote. */
  remove(): Promise<void>
}

export type PortalOptions = { dataDir?: string; args?: readonly string[]; portalPort?: number; edgePort?: number }

export async function startPortal(options: PortalOptions = {}): Promise<RunningPortal> {
  const dataDir = options.dataDir ?? (await makeDataDirectory())
  const portalPort = options.portalPort ?? (await findFreePort())
  const edgePort = options.edgePort ?? (await findFreePort())
  const logPath = `${dataDir}.log`
  const places = [`--port=${portalPort}`, `--edge-port=${edgePort}`, `--data-dir=${dataDir}`]
  const child = spawn(process.execPath, ["scripts/up.mjs", ...places, ...(options.args ?? [])], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: "", PORTAL_URL: "", npm_lifecycle_event: "" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const log = createWriteStream(logPath, { flags: "a", mode: 0o600 })
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  const portalUrl = `http://localhost:${portalPort}`
  await untilHealthy(child, `http://127.0.0.1:${portalPort}/api/health`, logPath)
  const stop = () => stopChild(child)
  return {
    portalUrl,
    edgeUrl: `http://localhost:${edgePort}`,
    dataDir,
    logPath,
    credentials: async () => JSON.parse(await readFile(join(dataDir, "credentials.json"), "utf8")) as Credentials,
    processIds: () => processIdsOf(dataDir),
    stop,
    remove: async () => {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
      await rm(logPath, { force: true })
    },
  }
}

async function makeDataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "gridline-portal-"))
  // The database may run as another user, which has to pass through.
  await chmod(directory, 0o711)
  return directory
}

async function untilHealthy(child: ChildProcess, healthUrl: string, logPath: string): Promise<void> {
  const deadline = Date.now() + 300_000
  for (;;) {
    if (await isHealthy(healthUrl)) return
    const why =
      child.exitCode !== null ? `ended with ${child.exitCode}` : Date.now() > deadline ? "is not ready" : undefined
    if (why) {
      await stopChild(child)
      throw new Error(`npm run up ${why}:\n${(await readFile(logPath, "utf8")).slice(-4_000)}`)
    }
    await pause(200)
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).status === 200
  } catch {
    // Not listening yet: that is what we wait for.
    return false
  }
}

async function stopChild(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit")
    child.kill("SIGTERM")
    await ended
  }
  return child.exitCode
}

/** Process ids of an installation by name. */
export async function processIdsOf(dataDir: string): Promise<Map<string, number>> {
  const running = JSON.parse(await readFile(join(dataDir, "processes.json"), "utf8")) as { name: string; pid: number }[]
  return new Map(running.map(({ name, pid }) => [name, pid]))
}
