import { randomUUID } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { inspect } from "node:util"
import { buildPages, buildProcesses, bundleDirectory, generateClient, refuseMissingBuild } from "../build/build"
import { watchProcesses } from "../build/bundle-processes"
import { root } from "../build/content-stamp"
import { isPortFree } from "../free-port"
import { say, step } from "./console-lines"
import {
  type DataDirectory,
  ensureSecrets,
  lockDataDirectory,
  openDataDirectory,
  readRunning,
  type Secrets,
  writeRunning,
} from "./data-directory"
import { type DatabaseUrls, openEmbedded, prepareDatabase, watchEmbedded } from "./database"
import { deleteDataDirectory } from "./fresh"
import { waitForHealth } from "./health"
import { stopNodeAgents } from "./node-agents"
import { readOptions, type UpOptions, UsageError } from "./options"
import { addressesOf, processSpecs } from "./process-specs"
import { seedDatabase } from "./seed-database"
import { listenForStop, type Stop } from "./stop-signals"
import { endLeftovers, Supervisor } from "./supervisor"

/** One without a name is not worth a line. */
type Cleanup = { name?: string; act: () => Promise<unknown> }

/** `npm run up`: returns the exit code once everything it started has stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const cleanups: Cleanup[] = []
  const stop = listenForStop()
  let code = 0
  try {
    await start(readOptions(args, process.env, root), stop, cleanups)
    await stop.requested
  } catch (error) {
    // Steps that a Ctrl-C interrupts fail on purpose.
    if (!stop.signal.aborted) {
      code = 1
      report(error)
    }
  }
  stop.begin()
  for (const { name, act } of cleanups.reverse()) {
    try {
      await (name ? step(name, act) : act())
    } catch (error) {
      code = 1
      report(error)
    }
  }
  return code
}

/** A sentence for whoever started it; the stacks are for those who ask with LOG_LEVEL=debug. */
function report(error: unknown): void {
  const wantsStack = ["debug", "trace"].includes(process.env.LOG_LEVEL ?? "")
  const text = error instanceof Error && !wantsStack ? error.message : inspect(error)
  process.stderr.write(`\n${text}\n\n`)
}

async function start(options: UpOptions, stop: Stop, cleanups: Cleanup[]): Promise<void> {
  const began = performance.now()
  const data = await openDataDirectory(options.dataDir)
  const unlock = await lockDataDirectory(data.path)
  cleanups.push({ act: unlock })
  const leftovers = await endLeftovers(await readRunning(data.path), stop.forced)
  if (leftovers > 0) say("up", `stopped ${leftovers} processes that an earlier start had left`)
  await refuseBusyPorts(options)
  if (options.fresh) await deleteDataDirectory(data, options, stop)
  const secrets = await ensureSecrets(data.path)
  const ownerUrl = await openDatabase(data, secrets, stop, cleanups)
  stop.check()
  await step("Prisma client", () => generateClient(stop.signal), madeOrNot)
  const { urls } = await step(
    "database roles and migrations",
    () => prepareDatabase(ownerUrl, secrets, process.env),
    ({ applied, total }) => (applied > 0 ? `${applied} of ${total} applied` : "up to date"),
  )
  stop.check()
  await build(options, stop)
  stop.check()
  const addresses = addressesOf(options, process.env)
  await step("seed", () => seedDatabase({ databaseUrl: urls.worker, dataDir: data.path, ...addresses }))
  stop.check()
  await startProcesses(options, data, secrets, urls, stop, cleanups)
  await step("portal answers", () => waitForHealth(options.portalPort, stop.signal))
  announce(addresses, data, performance.now() - began)
}

const madeOrNot = (made: boolean) => (made ? "built" : "up to date")

/** Said before anything that takes long: nobody should wait for a build to learn that a port is taken. */
async function refuseBusyPorts({ portalPort, edgePort }: UpOptions): Promise<void> {
  if (portalPort === edgePort) throw new UsageError(`Portal and edge cannot share port ${portalPort}: see --edge-port.`)
  for (const [port, what, option] of [
    [portalPort, "portal", "--port"],
    [edgePort, "edge", "--edge-port"],
  ] as const) {
    if (await isPortFree(port)) continue
    throw new UsageError(
      `Port ${port}, meant for the ${what}, is in use by another program (or not allowed to you). ` +
        `Stop that program or choose another port: npm run up -- ${option} ${port + 1}`,
    )
  }
}

async function openDatabase(data: DataDirectory, secrets: Secrets, stop: Stop, cleanups: Cleanup[]): Promise<string> {
  const given = process.env.DATABASE_URL
  if (given) return given
  const server = await step(
    "PostgreSQL",
    () => openEmbedded(data, secrets),
    ({ port, adopted }) => (adopted ? `was still running on port ${port}` : `port ${port}`),
  )
  cleanups.push({ name: "PostgreSQL stopped", act: () => server.stop(stop.forced.aborted ? "immediate" : "fast") })
  void watchEmbedded(server, stop.signal)
  return server.url("gridline")
}

async function build(options: UpOptions, stop: Stop): Promise<void> {
  if (!options.build) return refuseMissingBuild()
  await step("processes", buildProcesses, madeOrNot)
  stop.check()
  if (!options.development) await step("pages", () => buildPages(stop.signal), madeOrNot)
}

async function startProcesses(
  options: UpOptions,
  data: DataDirectory,
  secrets: Secrets,
  urls: DatabaseUrls,
  stop: Stop,
  cleanups: Cleanup[],
): Promise<void> {
  const specs = processSpecs({
    options,
    dataDir: data.path,
    secrets,
    urls,
    version: await versionOf(),
    environment: process.env,
  })
  const supervisor = new Supervisor(specs, (running) => writeRunning(data.path, running))
  cleanups.push({ name: "node agents stopped", act: () => stopNodeAgents(data, stop.forced) })
  cleanups.push({ name: "web, worker, edge stopped", act: () => supervisor.stop(stop.forced) })
  supervisor.start()
  if (!options.development) return
  const unwatch = await watchProcesses(bundleDirectory, (name, problems) => {
    for (const problem of problems) say("build", problem)
    if (problems.length > 0) return
    say("build", `${name} has changed`)
    for (const spec of specs) if (spec.name.startsWith(name)) supervisor.restart(spec.name)
  })
  cleanups.push({ act: unwatch })
}

async function versionOf(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version?: string }
  return version ?? `0.0.0-${randomUUID()}`
}

function announce(addresses: ReturnType<typeof addressesOf>, data: DataDirectory, milliseconds: number): void {
  const lines = [
    `Gridline is ready after ${(milliseconds / 1000).toFixed(1)} s.`,
    `  portal        ${addresses.portalUrl}`,
    `  applications  ${addresses.edgeUrl.replace("://", "://APP.VDC.")}`,
    ...(existsSync(data.credentials) ? [`  credentials   ${data.credentials}`] : []),
    "  Ctrl-C stops everything; npm run up -- --help shows the options.",
  ]
  process.stdout.write(`\n${lines.join("\n")}\n\n`)
}
