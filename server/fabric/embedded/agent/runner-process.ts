import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { killTree } from "../node-processes"
import {
  bareEnvironment,
  type FromRunner,
  type Listening,
  type RunnerCounters,
  type RunnerStart,
  type RunnerUpdate,
  smallNodeFlags,
  type ToRunner,
} from "../protocol"
import type { LogFile } from "./log-file"

export type RunnerEvents = {
  ready(inputs: Listening): void
  counters(counters: RunnerCounters): void
  /** Once, when the process has ended, whoever ended it. */
  ended(reason: string): void
}

const orderlyStopMs = 8_000

/** One run of an appliance's program: a process of its own, in a group of its own, that ends with its agent. */
export class RunnerProcess {
  private readonly child: ChildProcess
  private lastReason: string | null = null
  private lastErrorLine: string | null = null
  readonly ended: Promise<void>

  constructor(start: RunnerStart, log: LogFile, events: RunnerEvents) {
    const script = join(start.bundleDirectory, "runner.mjs")
    this.child = spawn(process.execPath, [...smallNodeFlags, script], {
      cwd: start.directory,
      env: bareEnvironment(start.nodeDirectory),
      detached: true, // its own group, so that all of it can be killed at once
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    })
    if (this.child.stdout) log.fromPipe("out", this.child.stdout)
    if (this.child.stderr) log.fromPipe("err", this.child.stderr)
    this.child.stderr?.on("data", (chunk: string) => {
      this.lastErrorLine = chunk.trim().split("\n").at(-1)?.slice(0, 300) ?? this.lastErrorLine
    })
    this.child.on("message", (message: FromRunner) => {
      if (message.type === "ready") events.ready(message.inputs)
      else if (message.type === "counters") events.counters(message.counters)
      else this.lastReason = message.text
    })
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        // Children it left behind keep its group; they go before anything is started in its place.
        const { pid } = this.child
        void (pid ? killTree(pid) : Promise.resolve()).finally(() => {
          resolve()
          events.ended(this.lastReason ?? this.lastErrorLine ?? how)
        })
      }
      this.child.once("error", (error) => end(error.message))
      this.child.once("exit", (code, signal) => end(signal ? `ended by ${signal}` : `ended with code ${code}`))
    })
    this.send({ type: "start", start })
  }

  get pid(): number | null {
    return this.child.pid ?? null
  }

  update(update: RunnerUpdate): void {
    this.send({ type: "update", update })
  }

  volumeChanged(volumeId: string): void {
    this.send({ type: "volumeChanged", volumeId })
  }

  async stop(): Promise<void> {
    this.send({ type: "stop" })
    const timer = setTimeout(() => void this.kill(), orderlyStopMs)
    await this.ended
    clearTimeout(timer)
  }

  async kill(): Promise<void> {
    if (this.child.pid) await killTree(this.child.pid)
    await this.ended
  }

  private send(message: ToRunner): void {
    // A runner that is just ending cannot be told anything; its end is reported on its own.
    if (this.child.connected) this.child.send(message, () => undefined)
  }
}
