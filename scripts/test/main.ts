import { existsSync } from "node:fs"
import { chmod, mkdtemp, open, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildPages, buildProcesses, generateClient } from "../build/build"
import { root } from "../build/content-stamp"
import { sourceFolders } from "../checks/source-files"
import { stopLeftPostgres } from "../postgres/postgres-server"
import { whyNoRig } from "../rig/requirements"
import { openRig } from "../rig/rig"
import { rigsOfPart } from "../rig/test-rigs"
import { ensureChromium } from "./find-chromium"
import { isStopping, passSignalsOn, runTool, type Tally, tallyPlaywright, tallyVitest } from "./run-part"
import { withSecondTry } from "./second-try"

const onEngines = ["rig", "engines", "engine-faults"] as const
const partNames = ["build", "static", "unit", "database", "contract", "api", "e2e", "faults", ...onEngines] as const
type Part = (typeof partNames)[number]
type Run = {
  directory: string
  environment: NodeJS.ProcessEnv
  extra: readonly string[]
  /** Where the output of its tool goes: a file descriptor. */
  output?: number
}

/** Parts on rigs of real engines, a rig each, which mostly wait: they run beside those that compute. */
const isOnEngines = (part: Part): part is (typeof onEngines)[number] => onEngines.some((name) => name === part)
const besideThem: readonly Part[] = ["static", "unit", "database", "contract", "api"]

const tool = {
  biome: "node_modules/@biomejs/biome/bin/biome",
  tsc: "node_modules/typescript/bin/tsc",
  depcruise: "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
  next: "node_modules/next/dist/bin/next",
  tsx: "node_modules/tsx/dist/cli.mjs",
  vitest: "node_modules/vitest/vitest.mjs",
  playwright: "node_modules/@playwright/test/cli.js",
}

export async function main(args: readonly string[]): Promise<number> {
  const { parts, extra } = readArguments(args)
  passSignalsOn()
  const directory = await mkdtemp(join(tmpdir(), "gridline-test-"))
  await chmod(directory, 0o711)
  const environment = { ...process.env, TMPDIR: directory, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" }
  const total = { passed: 0, failed: 0, skipped: 0, unsteady: [] as string[] }
  try {
    await generateClient()
    const count = (part: Part, { passed, failed, skipped, unsteady = [] }: Tally) => {
      total.passed += passed
      total.failed += failed
      total.skipped += skipped ? 1 : 0
      total.unsteady.push(...unsteady)
      const fate = skipped ? `SKIPPED: ${skipped}` : `${passed} passed, ${failed} failed`
      if (parts.length > 1) console.log(`\n== ${part}: ${fate}\n`)
    }
    const run = { directory, environment, extra }
    const isAlone = parts.length === 1
    let beside: Promise<unknown> | undefined
    const begin = () =>
      Promise.all(onEngines.filter((part) => parts.includes(part)).map(async (p) => count(p, await runBeside(p, run))))
    for (const part of parts) {
      if (!isAlone && (besideThem.includes(part) || isOnEngines(part))) beside ??= begin()
      // Browsers and faults are timed: they have the machine to themselves.
      else await beside
      if (isStopping()) break
      if (isAlone || !isOnEngines(part)) count(part, await runPart(part, run))
    }
    await beside
  } finally {
    await cleanUp(directory)
  }
  if (total.unsteady.length > 0) console.log(`Unsteady, passed only when run once more: ${total.unsteady.join(", ")}`)
  const left = total.skipped > 0 ? `, ${total.skipped} part skipped` : ""
  console.log(`${total.passed} passed, ${total.failed} failed${left}`)
  return total.failed > 0 || total.passed === 0 || isStopping() ? 1 : 0
}

function readArguments(args: readonly string[]): { parts: Part[]; extra: string[] } {
  const end = args.indexOf("--")
  const named = end < 0 ? [...args] : args.slice(0, end)
  const unknown = named.filter((name) => !partNames.some((part) => part === name))
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(", ")}. Parts: ${partNames.join(", ")}.`)
    process.exit(2)
  }
  const parts = partNames.filter((part) => named.length === 0 || named.includes(part))
  return { parts, extra: end < 0 ? [] : args.slice(end + 1) }
}

async function runPart(part: Part, run: Run): Promise<Tally> {
  const began = performance.now()
  try {
    if (part === "static") return await runStatic(run)
    if (part === "build") return await runBuild()
    if (part === "e2e") return await runBrowser(run)
    if (isOnEngines(part)) return await runOnEngines(part, run)
    return await runVitest(part, run)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1 }
  } finally {
    console.log(`(${part} took ${((performance.now() - began) / 1000).toFixed(1)} s)`)
  }
}

/** As `runPart`, while others run: what it says is shown when it has ended. */
async function runBeside(part: Part, run: Run): Promise<Tally> {
  const path = join(run.directory, `${part}.log`)
  const file = await open(path, "w")
  console.log(`-- ${part} runs beside what follows; its output comes when it has ended`)
  const began = performance.now()
  try {
    return await runPart(part, { ...run, output: file.fd })
  } finally {
    await file.close()
    process.stdout.write(`\n-- ${part}, which ran beside for ${((performance.now() - began) / 1000).toFixed(1)} s\n`)
    process.stdout.write(await readFile(path))
  }
}

async function runStatic({ environment }: Run): Promise<Tally> {
  const folders = sourceFolders.filter((folder) => existsSync(join(root, folder)))
  const checks: [name: string, script: string, args: string[]][] = [
    ["format and lint", tool.biome, ["ci", "--error-on-warnings", "."]],
    // Types of routes and assets that Next writes: a fresh clone has none yet.
    ["types of routes", tool.next, ["typegen"]],
    ["types", tool.tsc, ["--noEmit"]],
    ["import rules", tool.depcruise, ["--config", ".dependency-cruiser.cjs", ...folders]],
    ["house rules", tool.tsx, ["scripts/checks/house-rules.ts"]],
  ]
  const tally: Tally = { passed: 0, failed: 0 }
  for (const [name, script, args] of checks) {
    console.log(`-- ${name}`)
    const isFine = (await runTool(script, args, environment)) === 0
    tally[isFine ? "passed" : "failed"] += 1
    console.log(`-- ${name}: ${isFine ? "passed" : "FAILED"}`)
  }
  return tally
}

async function runBuild(): Promise<Tally> {
  await buildProcesses()
  await buildPages()
  return { passed: 1, failed: 0 }
}

/** A person sees what failed and runs it again; nobody is there in CI. */
const mayTryAgain = (): boolean => process.env.CI === "true" && !isStopping()

function runVitest(part: Part, { directory, environment, extra, output }: Run): Promise<Tally> {
  const report = join(directory, `${part}.json`)
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const args = ["run", "--project", part, "--passWithNoTests", ...reporters, ...extra]
  const settings = { ...environment, NODE_ENV: "test" as const }
  return withSecondTry(async (files) => {
    await rm(report, { force: true })
    return tallyVitest(report, await runTool(tool.vitest, [...args, ...files], settings, output))
  }, mayTryAgain)
}

let whyNoEngines: Promise<string | undefined> | undefined

/** Real engines need a machine of their own kind. Where they cannot be, that is said; in CI it is a failure. */
async function runOnEngines(part: (typeof onEngines)[number], run: Run): Promise<Tally> {
  whyNoEngines ??= whyNoRig((line) => console.log(`rig: ${line}`))
  const reason = await whyNoEngines
  if (!reason) {
    try {
      return await runVitest(part, run)
    } finally {
      // A run that was killed may have left its engines; nothing stays.
      for (const options of rigsOfPart[part]) await (await openRig(options)).down()
    }
  }
  const line = "!".repeat(80)
  console.error(`${line}\nNO TEST RAN ON REAL ENGINES: ${reason}\n${line}`)
  return { passed: 0, failed: process.env.CI === "true" ? 1 : 0, skipped: reason }
}

async function runBrowser({ directory, environment, extra }: Run): Promise<Tally> {
  const chromium = ensureChromium()
  const report = join(directory, "e2e.json")
  const settings = { ...environment, CHROMIUM_PATH: chromium, E2E_RESULTS: report }
  return withSecondTry(async (files) => {
    await rm(report, { force: true })
    return tallyPlaywright(report, await runTool(tool.playwright, ["test", ...extra, ...files], settings))
  }, mayTryAgain)
}

/** A test run that was killed may have left a database; nothing stays. */
async function cleanUp(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await stopLeftPostgres(join(directory, name, "postgres"))
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
