import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { until } from "./until"

/** One worker slot: the real bundled worker, as `npm run up` starts it, with a name that it keeps. */
export class WorkerProcess {
  private child: ChildProcess | null = null
  readonly logPath: string

  constructor(
    readonly name: string,
    private readonly setting: { script: string; dataDir: string; environment: Record<string, string> },
  ) {
    this.logPath = join(setting.dataDir, `${name}.log`)
  }

  get pid(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined
  }

  get isRunning(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null
  }

  start(): void {
    if (this.isRunning) return
    const { script, dataDir, environment } = this.setting
    const log = openSync(this.logPath, "a", 0o600)
    this.child = spawn(process.execPath, ["--enable-source-maps", script, `--data-dir=${dataDir}`], {
      env: { ...environment, NODE_ENV: "production", WORKER_ID: this.name },
      stdio: ["ignore", log, log],
    })
    closeSync(log)
  }

  /** How often it said that it is ready, over all its lives. */
  private readies(): number {
    return readFileSync(this.logPath, "utf8").split("worker is ready").length - 1
  }

  async startAndWait(): Promise<void> {
    this.start()
    const before = this.readies()
    await until(`${this.name} is ready`, 60_000, async () =>
      this.isRunning ? this.readies() > before || "starting" : `ended: ${this.lastWords()}`,
    )
  }

  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.child
    if (!child || !this.isRunning) return
    const ended = once(child, "exit")
    child.kill(signal)
    await ended
  }

  lastWords(): string {
    return readFileSync(this.logPath, "utf8").trim().split("\n").slice(-5).join("\n")
  }
}
