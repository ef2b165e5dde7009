import { existsSync } from "node:fs"
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildPages, buildProcesses, generateClient } from "../build/build"
import { root } from "../build/content-stamp"
import { sourceFolders } from "../checks/source-files"
import { stopLeftPostgres } from "../postgres/postgres-server"
import { ensureChromium } from "./find-chromium"
import { passSignalsOn, runTool, type Tally, tallyPlaywright, tallyVitest } from "./run-part"

const partNames = ["static", "unit", "database", "contract", "api", "build", "e2e", "faults"] as const
type Part = (typeof partNames)[number]
type Run = { directory: string; environment: NodeJS.ProcessEnv; extra: readonly string[] }

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
  const total: Tally = { passed: 0, failed: 0 }
  try {
    await generateClient()
    for (const part of parts) {
      const { passed, failed } = await runPart(part, { directory, environment, extra })
      total.passed += passed
      total.failed += failed
      if (parts.length > 1) console.log(`\n== ${part}: ${passed} passed, ${failed} failed\n`)
    }
  } finally {
    await cleanUp(directory)
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
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
    return await runVitest(part, run)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1 }
  } finally {
    console.log(`(${part} took ${((performance.now() - began) / 1000).toFixed(1)} s)`)
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

async function runVitest(part: Part, { directory, environment, extra }: Run): Promise<Tally> {
  const report = join(directory, `${part}.json`)
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const args = ["run", "--project", part, "--passWithNoTests", ...reporters, ...extra]
  return tallyVitest(report, await runTool(tool.vitest, args, { ...environment, NODE_ENV: "test" }))
}

async function runBrowser({ directory, environment, extra }: Run): Promise<Tally> {
  const chromium = ensureChromium()
  const report = join(directory, "e2e.json")
  const settings = { ...environment, CHROMIUM_PATH: chromium, E2E_RESULTS: report }
  return tallyPlaywright(report, await runTool(tool.playwright, ["test", ...extra], settings))
}

/** A test run that was killed may have left a database; nothing stays. */
async function cleanUp(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await stopLeftPostgres(join(directory, name, "postgres"))
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
