import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { root } from "../build/content-stamp"

/**
 * `skipped` says why a whole part could not run here; `failedIn` lists the files with what failed, as far as the tool told;
 * `unsteady` those that passed only when they were run once more.
 */
export type Tally = { passed: number; failed: number; skipped?: string; failedIn?: string[]; unsteady?: string[] }

const running = new Set<ChildProcess>()

let stopping = false
/** Somebody asked for the end: no other tool is started. */
export const isStopping = (): boolean => stopping

/** A terminal's Ctrl-C reaches the running tool by itself; a signal to us alone is passed on. */
export function passSignalsOn(): void {
  process.on("SIGINT", () => {
    stopping = true
  })
  process.on("SIGTERM", () => {
    stopping = true
    for (const child of running) child.kill("SIGTERM")
  })
}

/** Runs a tool from node_modules with its output shown, or written to `output` (a file descriptor); the exit code. */
export function runTool(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: "inherit" | number = "inherit",
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: environment,
      stdio: ["ignore", output, output],
    })
    running.add(child)
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      running.delete(child)
      resolve(signal ? 128 : (code ?? 1))
    })
  })
}

async function readReport<T>(path: string): Promise<T | undefined> {
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as T) : undefined
}

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; status: string; assertionResults: unknown[] }[]
}

/** A file that could not even be loaded has no failed tests: it counts as one. */
export async function tallyVitest(reportPath: string, exitCode: number): Promise<Tally> {
  const report = await readReport<VitestReport>(reportPath)
  if (!report) return { passed: 0, failed: exitCode === 0 ? 0 : 1 }
  const bad = report.testResults.filter(({ status }) => status === "failed")
  const broken = bad.filter(({ assertionResults }) => assertionResults.length === 0)
  const failedIn = bad.map(({ name }) => relative(root, name))
  return atLeastOne(
    { passed: report.numPassedTests, failed: report.numFailedTests + broken.length, failedIn },
    exitCode,
  )
}

type PlaywrightSuite = { file: string; specs?: { ok: boolean }[]; suites?: PlaywrightSuite[] }
type PlaywrightReport = {
  config: { rootDir: string }
  suites: PlaywrightSuite[]
  stats: { expected: number; unexpected: number; flaky: number }
}

export async function tallyPlaywright(reportPath: string, exitCode: number): Promise<Tally> {
  const report = await readReport<PlaywrightReport>(reportPath)
  if (!report) return { passed: 0, failed: 1 }
  const { expected, unexpected, flaky } = report.stats
  const isBad = (suite: PlaywrightSuite): boolean =>
    (suite.specs ?? []).some(({ ok }) => !ok) || (suite.suites ?? []).some(isBad)
  const failedIn = report.suites.filter(isBad).map(({ file }) => relative(root, join(report.config.rootDir, file)))
  return atLeastOne({ passed: expected, failed: unexpected + flaky, failedIn }, exitCode)
}

/** A tool that says it failed has failed, whatever its report says: an error outside of any test, say. */
const atLeastOne = (tally: Tally, exitCode: number): Tally => ({
  ...tally,
  failed: exitCode !== 0 && tally.failed === 0 ? 1 : tally.failed,
})
