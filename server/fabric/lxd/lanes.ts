import { FabricError } from "../fabric-driver"

/** Whoever asked looks at what has become of the others meanwhile, and asks again, ms. */
const mostWaitMs = 1_000

/**
 * At most so many at a time for each key; the others wait, first come first served. Fifty containers that are made at once take so long
 * each that all of them are given up.
 */
export class Lanes {
  private readonly busy = new Map<string, number>()
  private readonly waiting = new Map<string, (() => void)[]>()

  constructor(private readonly most: number) {}

  /** `signal` ends the waiting, not the work. `busy` when no place was free in time. */
  async take<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.enter(key, AbortSignal.any([signal, AbortSignal.timeout(mostWaitMs)]))
    try {
      return await work()
    } finally {
      this.leave(key)
    }
  }

  private async enter(key: string, signal: AbortSignal): Promise<void> {
    const busy = this.busy.get(key) ?? 0
    if (busy < this.most) {
      this.busy.set(key, busy + 1)
      return
    }
    const line = this.waiting.get(key) ?? []
    this.waiting.set(key, line)
    await new Promise<void>((resolve, reject) => {
      const give = () => {
        signal.removeEventListener("abort", abandon)
        resolve()
      }
      const abandon = () => {
        line.splice(line.indexOf(give), 1)
        reject(new FabricError("busy", "others are started there first", true))
      }
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener("abort", abandon, { once: true })
      line.push(give)
    })
  }

  /** Whoever waits longest takes the place that is free. */
  private leave(key: string): void {
    const next = this.waiting.get(key)?.shift()
    if (next) {
      next()
      return
    }
    const busy = (this.busy.get(key) ?? 1) - 1
    if (busy > 0) this.busy.set(key, busy)
    else this.busy.delete(key)
    if ((this.waiting.get(key)?.length ?? 0) === 0) this.waiting.delete(key)
  }
}
