/** Time as the fake sees it. `sleep` is only used for latency; a test with its own time resolves it as that advances. */
export type FakeClock = { now(): number; sleep(ms: number): Promise<void> }

export const wallClock: FakeClock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/** Stands still until told; sleepers wake in the order of their times. */
export class ManualClock implements FakeClock {
  private sleepers: { at: number; wake: () => void }[] = []

  constructor(private current = 0) {}

  now(): number {
    return this.current
  }

  sleep(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve()
    return new Promise((wake) => {
      this.sleepers.push({ at: this.current + ms, wake })
      this.sleepers.sort((a, b) => a.at - b.at)
    })
  }

  /** Lets `ms` pass; whoever wakes on the way runs before time goes on. */
  async advance(ms: number): Promise<void> {
    const until = this.current + ms
    for (;;) {
      const next = this.sleepers[0]
      if (!next || next.at > until) break
      this.sleepers.shift()
      this.current = next.at
      next.wake()
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.current = until
    await new Promise((resolve) => setImmediate(resolve))
  }
}
