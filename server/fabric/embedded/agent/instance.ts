import { createHash, randomUUID } from "node:crypto"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { InstanceSpec, InstanceState, InstanceUsage, ObservedInstance } from "../../fabric-driver"
import { removeTree, writeJsonAtomic } from "../node-directory"
import { type ProcessRow, treeOf, usageOf } from "../node-processes"
import type { Listening, RunnerCounters, RunnerStart } from "../protocol"
import { LogFile } from "./log-file"
import { RunnerProcess } from "./runner-process"

export type InstanceDeps = {
  directory: string
  /** All the node knows and the spec does not; asked at each start, because volumes may have been made anew. */
  prepare(
    spec: InstanceSpec,
  ): Promise<Omit<RunnerStart, "outputs" | "secret" | "path" | "properties" | "resources" | "inputs">>
  changed(): void
}

const quickCrashes = 5
const quickWithinMs = 60_000
const backoffMs = (crashes: number) => Math.min(10_000, 200 * 2 ** crashes)

/** What a running process cannot take on live. */
const shapeOf = ({ image, properties, volumes, inputs, outputs, restartToken }: InstanceSpec) => {
  const outputNames = outputs.map(({ name }) => name)
  return createHash("sha1")
    .update(JSON.stringify([image, properties, volumes, inputs, outputNames, restartToken]))
    .digest("hex")
}

const noCounters = (): RunnerCounters => ({ wires: {}, externalTxBytes: 0, externalRxBytes: 0 })

function addCounters(a: RunnerCounters, b: RunnerCounters): RunnerCounters {
  const wires = { ...a.wires }
  for (const [name, bytes] of Object.entries(b.wires)) wires[name] = (wires[name] ?? 0) + bytes
  return {
    wires,
    externalTxBytes: a.externalTxBytes + b.externalTxBytes,
    externalRxBytes: a.externalRxBytes + b.externalRxBytes,
  }
}

/** One component instance on this node: what is asked of it, and the process that is made to agree. */
export class Instance {
  readonly log: LogFile
  private state: InstanceState = "stopped"
  private reason: string | null = null
  private inputs: Listening = {}
  private startedAt: string | null = null
  private restarts = 0
  private crashes: number[] = []
  private runner: RunnerProcess | null = null
  private runningShape = ""
  private removed = false
  private converging: Promise<void> | null = null
  private retry: NodeJS.Timeout | null = null
  private readonly counterEpoch = randomUUID()
  /** Of the processes before this one, so that a restart never sets the counters back. */
  private settled = noCounters()
  private current = noCounters()
  private gauge = { cpuMillis: 0, memoryMib: 0 }
  private lastCpu: { atMs: number; cpuMillis: number } | null = null

  constructor(
    private wish: InstanceSpec,
    private readonly deps: InstanceDeps,
  ) {
    this.log = new LogFile(deps.directory)
  }

  get spec(): InstanceSpec {
    return this.wish
  }

  async ensure(spec: InstanceSpec): Promise<void> {
    const before = this.wish
    this.wish = spec
    if (spec.epoch !== before.epoch) this.restarts = 0
    // A failed instance tries again only when something about it was changed.
    if (spec.epoch !== before.epoch || shapeOf(spec) !== shapeOf(before) || spec.wanted !== before.wanted)
      this.forgive()
    const { secret: _unwritten, outputs: _secrets, ...rest } = spec
    await mkdir(this.deps.directory, { recursive: true, mode: 0o711 })
    await writeJsonAtomic(join(this.deps.directory, "instance.json"), rest)
    this.runner?.update({ outputs: spec.outputs, resources: spec.resources, secret: spec.secret })
    this.converge()
  }

  /** Returns when its process is gone; what it wrote to volumes stays. */
  async remove(): Promise<void> {
    this.removed = true
    this.forgive()
    await this.converge()
    await this.log.flush()
    await removeTree(this.deps.directory)
  }

  /** Power off for this one: no orderly end. Used before a volume is taken away from under it. */
  async kill(): Promise<void> {
    this.wish = { ...this.wish, wanted: "stopped" }
    const runner = this.runner
    this.runner = null // its end is wanted and counts as no crash
    await runner?.kill()
    this.settle()
    await this.converge()
  }

  volumeChanged(volumeId: string): void {
    if (this.wish.volumes.some((volume) => volume.volumeId === volumeId)) this.runner?.volumeChanged(volumeId)
  }

  sample(table: readonly ProcessRow[]): void {
    const pid = this.runner?.pid
    if (!pid) {
      this.gauge = { cpuMillis: 0, memoryMib: 0 }
      this.lastCpu = null
      return
    }
    const { cpuMillis, memoryMib } = usageOf(treeOf(pid, table))
    const [now, last] = [Date.now(), this.lastCpu]
    const spent = last ? Math.max(0, cpuMillis - last.cpuMillis) / Math.max(1, now - last.atMs) : 0
    this.gauge = { cpuMillis: Math.round(spent * 1000), memoryMib }
    this.lastCpu = { atMs: now, cpuMillis }
  }

  observe(): ObservedInstance {
    const { instanceId, epoch, path, restartToken } = this.wish
    const { state, reason, inputs, startedAt, restarts } = this
    return { instanceId, epoch, path, state, reason, inputs, restartToken, startedAt, restarts, usage: this.usage() }
  }

  private usage(): InstanceUsage {
    return { counterEpoch: this.counterEpoch, ...this.gauge, ...addCounters(this.settled, this.current) }
  }

  private forgive(): void {
    this.crashes = []
    if (this.retry) clearTimeout(this.retry)
    this.retry = null
    if (this.state === "failed") this.move("stopped")
  }

  private move(state: InstanceState, reason: string | null = null): void {
    if (state !== "running") this.inputs = {}
    if (state === this.state && reason === this.reason) return
    this.state = state
    this.reason = reason
    this.log.add("system", reason ? `${state}: ${reason}` : state)
    this.deps.changed()
  }

  /** One loop at a time brings the process to what is wanted; calls in between are seen by its next turn. */
  private converge(): Promise<void> {
    this.converging ??= this.steps().finally(() => {
      this.converging = null
    })
    return this.converging
  }

  private async steps(): Promise<void> {
    for (;;) {
      const wantsRun = !this.removed && this.wish.wanted === "running"
      if (this.runner && (!wantsRun || this.runningShape !== shapeOf(this.wish))) await this.stop(this.runner)
      else if (!this.runner && wantsRun && this.state !== "failed" && !this.retry) await this.start()
      else {
        if (!this.runner && !wantsRun && this.state !== "failed") this.move("stopped")
        return
      }
    }
  }

  private async stop(runner: RunnerProcess): Promise<void> {
    this.move("stopping")
    this.runner = null // its end is wanted and counts as no crash
    await runner.stop()
    this.settle()
    this.move("stopped")
  }

  private async start(): Promise<void> {
    const spec = this.wish
    this.runningShape = shapeOf(spec)
    this.move("starting")
    try {
      const prepared = await this.deps.prepare(spec)
      const { path, properties, resources, secret, inputs, outputs } = spec
      const start = { ...prepared, path, properties, resources, secret, inputs, outputs }
      const runner: RunnerProcess = new RunnerProcess(start, this.log, {
        ready: (listening) => this.onReady(runner, listening),
        counters: (counters) => {
          this.current = counters
        },
        ended: (reason) => this.onEnded(runner, reason),
      })
      this.runner = runner
      this.startedAt = new Date().toISOString()
    } catch (error) {
      this.afterCrash(error instanceof Error ? error.message : String(error))
    }
  }

  private onReady(runner: RunnerProcess, inputs: Listening): void {
    if (runner !== this.runner) return
    this.inputs = inputs
    this.move("running")
    this.deps.changed()
  }

  private onEnded(runner: RunnerProcess, reason: string): void {
    if (runner !== this.runner) return
    this.runner = null
    this.settle()
    this.afterCrash(reason)
  }

  private settle(): void {
    this.settled = addCounters(this.settled, this.current)
    this.current = noCounters()
  }

  private afterCrash(reason: string): void {
    const now = Date.now()
    this.crashes = [...this.crashes.filter((at) => now - at < quickWithinMs), now]
    if (this.crashes.length >= quickCrashes) {
      this.move("failed", `it ended ${this.crashes.length} times within a minute, last: ${reason}`)
      return
    }
    this.move("starting")
    this.log.add("system", `ended, is started again: ${reason}`)
    this.restarts++
    this.retry = setTimeout(
      () => {
        this.retry = null
        void this.converge()
      },
      backoffMs(this.crashes.length - 1),
    )
  }
}
