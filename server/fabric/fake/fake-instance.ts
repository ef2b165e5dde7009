import type { InstanceSpec, InstanceState, LogLine, ObservedInstance } from "../fabric-driver"

const shapeOf = ({ image, properties, volumes, restartToken }: InstanceSpec) =>
  JSON.stringify([image, properties, volumes, restartToken])

/** One instance. Its state follows from the clock: nothing has to happen for it to become `running`. */
export class FakeInstance {
  private readyAtMs = 0
  private stoppedAtMs = 0
  private startedMs: number | null = null
  private restarts = 0
  private failure: string | null = null
  private lines: LogLine[] = []
  private nextCursor = 1

  constructor(
    public spec: InstanceSpec,
    private readonly timing: { now(): number; startMs: number; stopMs: number },
    private readonly port: number,
    private readonly counterEpoch: string,
  ) {}

  /** Did this ask for a (re)start? */
  ensure(spec: InstanceSpec, isNew: boolean): void {
    const before = this.spec
    this.spec = spec
    if (spec.epoch !== before.epoch) this.restarts = 0
    const changed = isNew || shapeOf(spec) !== shapeOf(before) || spec.wanted !== before.wanted
    if (changed || (this.failure && spec.epoch !== before.epoch)) {
      if (spec.wanted === "running") this.start()
      else this.stop()
    }
  }

  get isLive(): boolean {
    return this.spec.wanted === "running" && this.failure === null
  }

  /** The process fell and its node restarts it. */
  crash(): void {
    this.restarts++
    this.readyAtMs = this.timing.now() + this.timing.startMs
    this.say("ended, is started again")
  }

  fail(reason: string): void {
    this.failure = reason
    this.say(`failed: ${reason}`)
  }

  get endsAtMs(): number {
    return this.stoppedAtMs
  }

  observe(): ObservedInstance {
    const { instanceId, epoch, path, restartToken } = this.spec
    const state = this.state()
    const address = (index: number) => ({ host: "127.0.0.1", port: this.port + index })
    const inputs = Object.fromEntries(this.spec.inputs.map(({ name }, index) => [name, address(index)]))
    const startedAt = this.startedMs === null ? null : new Date(this.startedMs).toISOString()
    const wires = Object.fromEntries(this.spec.outputs.map(({ name }) => [name, 0]))
    const usage = {
      counterEpoch: this.counterEpoch,
      cpuMillis: 0,
      memoryMib: 0,
      externalTxBytes: 0,
      externalRxBytes: 0,
      wires,
    }
    const { restarts, failure: reason } = this
    return {
      instanceId,
      epoch,
      path,
      state,
      reason,
      inputs: state === "running" ? inputs : {},
      restartToken,
      startedAt,
      restarts,
      usage,
    }
  }

  page(after: string | null, limit: number): LogLine[] {
    if (after === null) return limit > 0 ? this.lines.slice(-limit) : []
    return this.lines.filter((line) => Number(line.cursor) > Number(after)).slice(0, limit)
  }

  private state(): InstanceState {
    const now = this.timing.now()
    if (this.failure !== null) return "failed"
    if (this.spec.wanted === "stopped") return now < this.stoppedAtMs ? "stopping" : "stopped"
    return now < this.readyAtMs ? "starting" : "running"
  }

  private start(): void {
    const now = this.timing.now()
    this.failure = null
    this.startedMs = now
    this.readyAtMs = now + this.timing.startMs
    this.say("starting")
  }

  private stop(): void {
    this.failure = null
    if (this.startedMs === null) return
    this.stoppedAtMs = this.timing.now() + this.timing.stopMs
    this.say("stopping")
  }

  private say(text: string): void {
    const at = new Date(this.timing.now()).toISOString()
    this.lines.push({ cursor: String(this.nextCursor++), at, stream: "system", text })
    this.lines = this.lines.slice(-500)
  }
}
