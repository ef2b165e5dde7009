import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { commandLineOf, endsWithin, pause, signal } from "../process-identity"
import { follow, say } from "./console-lines"
import type { Running } from "./data-directory"

export type ProcessSpec = { name: string; script: string; environment: Record<string, string>; args: string[] }

const calmAfterMs = 30_000
const longestPauseMs = 15_000
const stopWithinMs = 10_000

/** Keeps processes running: one that ends is started again, with a growing pause while it keeps ending. */
export class Supervisor {
  private readonly children = new Map<string, ChildProcess>()
  private stopping = false
  private readonly interrupted = new AbortController()

  constructor(
    private readonly specs: readonly ProcessSpec[],
    private readonly record: (running: Running) => Promise<void>,
  ) {}

  start(): void {
    for (const spec of this.specs) void this.keepRunning(spec)
  }

  /** Ends the named processes politely; they come back with what is on disk now. */
  restart(name: string): void {
    const child = this.children.get(name)
    if (child?.pid !== undefined) signal(child.pid, "SIGTERM")
  }

  async stop(forced: AbortSignal): Promise<void> {
    this.stopping = true
    this.interrupted.abort()
    const pids = [...this.children.values()].flatMap((child) => child.pid ?? [])
    await Promise.all(pids.map((pid) => endPolitely(pid, forced)))
    await this.record([])
  }

  private async keepRunning(spec: ProcessSpec): Promise<void> {
    for (let failures = 0; !this.stopping; ) {
      const began = performance.now()
      const how = await this.runOnce(spec)
      if (this.stopping) return
      failures = performance.now() - began > calmAfterMs ? 0 : failures + 1
      const pauseMs = Math.min(longestPauseMs, 250 * 2 ** failures)
      say("up", `${spec.name} ended (${how}); starting it again in ${(pauseMs / 1000).toFixed(1)} s`)
      await Promise.race([pause(pauseMs), once(this.interrupted.signal, "abort")])
    }
  }

  /** Runs until it ends, and says how it ended. */
  private runOnce(spec: ProcessSpec): Promise<string> {
    return new Promise((resolve) => {
      // In a session of its own: a terminal's Ctrl-C reaches us alone, and we stop things in their order.
      const child = spawn(process.execPath, ["--enable-source-maps", spec.script, ...spec.args], {
        env: spec.environment as NodeJS.ProcessEnv,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      })
      this.children.set(spec.name, child)
      follow(spec.name, child.stdout)
      follow(spec.name, child.stderr)
      child.once("spawn", () => void this.recordAll())
      child.once("error", (error) => resolve(error.message))
      child.once("exit", (code, signalName) => {
        this.children.delete(spec.name)
        resolve(signalName ? `signal ${signalName}` : `code ${code}`)
      })
    })
  }

  private recordAll(): Promise<void> {
    const running = [...this.children].flatMap(([name, { pid }]) =>
      pid === undefined ? [] : [{ name, pid, commandLine: commandLineOf(pid) ?? "" }],
    )
    return this.record(running).catch((error: unknown) => say("up", `cannot note what runs: ${String(error)}`))
  }
}

/** SIGTERM, and SIGKILL when that is not heard or the person is in a hurry. */
async function endPolitely(pid: number, forced: AbortSignal): Promise<void> {
  if (!signal(pid, "SIGTERM")) return
  const hurry = forced.aborted ? Promise.resolve(false) : once(forced, "abort").then(() => false)
  if (await Promise.race([endsWithin(pid, stopWithinMs), hurry])) return
  signal(pid, "SIGKILL")
  if (!(await endsWithin(pid, 5_000))) throw new Error(`Process ${pid} survives SIGKILL.`)
}

/** Ends what a start that crashed has left: only processes that still are what was noted down. */
export async function endLeftovers(running: Running, forced: AbortSignal): Promise<number> {
  const alive = running.filter(({ pid, commandLine }) => commandLine !== "" && commandLineOf(pid) === commandLine)
  await Promise.all(alive.map(({ pid }) => endPolitely(pid, forced)))
  return alive.length
}
