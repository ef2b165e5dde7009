import type { Volume } from "./volume"

const writeDownEveryMs = 10_000

/** What a replica may say of itself, from what its primary last promised. */
export class ReplicaStanding {
  private okUntilMs = 0
  private synchronous = true
  private inStepMs: number
  private reached = false

  constructor(private readonly volume: Volume) {
    this.inStepMs = volume.record.inStepAtMs
  }

  get isOk(): boolean {
    return Date.now() < this.okUntilMs
  }

  /** `askedMs` is when the primary was asked: the promise runs from before its answer was on its way. */
  async inStep(askedMs: number, answer: { lineage: string; leaseMs: number; ageMs: number }): Promise<void> {
    this.okUntilMs = askedMs + answer.leaseMs
    this.inStepMs = askedMs - answer.ageMs
    this.synchronous = answer.ageMs === 0
    this.reached = true
    const { copyOf, inStepAtMs } = this.volume.record
    const due = copyOf !== answer.lineage || this.inStepMs - inStepAtMs > writeDownEveryMs
    if (due) await this.volume.save({ copyOf: answer.lineage, inStepAtMs: this.inStepMs })
  }

  /** The data is thrown away and copied anew. */
  startOver(): void {
    this.reached = false
    this.okUntilMs = 0
  }

  observe(isFirstCopy: boolean): { state: "ok" | "syncing" | "degraded"; ageMs: number } {
    if (this.isOk) return { state: "ok", ageMs: this.synchronous ? 0 : Math.max(0, Date.now() - this.inStepMs) }
    const state = isFirstCopy && !this.reached ? "syncing" : "degraded"
    return { state, ageMs: Math.max(0, Date.now() - this.inStepMs) }
  }
}
