import { setTimeout as pause } from "node:timers/promises"
import type { Cluster } from "./cluster"
import { type EngineEvent, followEvents } from "./engine-events"

/** Who did not ask for so long does not watch any more, ms: nobody listens for him. */
const idleMs = 60_000
/** Between a stream that broke and the next, ms; each that was never heard doubles it. */
const leastPauseMs = 250
const mostPauseMs = 8_000

/**
 * Listens to a cluster for as long as somebody watches it: then changes are told, and whoever watches need not list everything again and
 * again.
 */
export class Listener {
  /** Who is heard at this moment. */
  private open: string | null = null
  private wantedUntil = 0
  private listening = false
  private readonly closed = new AbortController()

  constructor(
    private readonly cluster: Cluster,
    private readonly heard: { onOpen: () => void; onEvent: (event: EngineEvent) => void },
  ) {}

  /** Is every change told of at this moment? */
  isHeard(): boolean {
    return this.open !== null && !this.cluster.isQuiet(this.open)
  }

  /** Somebody watches. */
  want(): void {
    this.wantedUntil = performance.now() + idleMs
    if (this.listening || this.closed.signal.aborted) return
    this.listening = true
    void this.listen().finally(() => {
      this.listening = false
    })
  }

  close(): void {
    this.closed.abort()
  }

  private async listen(): Promise<void> {
    for (let pauseMs = leastPauseMs; this.isWanted(); pauseMs = Math.min(pauseMs * 2, mostPauseMs)) {
      const wasHeard = await this.follow()
      if (wasHeard) pauseMs = leastPauseMs
      if (this.isWanted())
        await pause(pauseMs, undefined, { signal: this.closed.signal, ref: false }).catch(() => undefined)
    }
  }

  private isWanted = (): boolean => !this.closed.signal.aborted && performance.now() < this.wantedUntil

  /** One stream, until it breaks or nobody watches. Was anything heard? */
  private async follow(): Promise<boolean> {
    const idle = new AbortController()
    const check = setInterval(() => {
      if (!this.isWanted()) idle.abort()
    }, idleMs / 4).unref()
    let wasHeard = false
    try {
      const http = await this.cluster.http()
      const [address] = await this.cluster.candidates()
      if (!address) return false
      const onEvent = (event: EngineEvent | null) => {
        if (event) return this.heard.onEvent(event)
        wasHeard = true
        this.open = address
        this.heard.onOpen()
      }
      await followEvents(http, address, onEvent, AbortSignal.any([this.closed.signal, idle.signal]))
    } catch {
      // A stream that ends is a listing that is made more often, and another try: who cannot be asked is told by looks.
    } finally {
      this.open = null
      clearInterval(check)
    }
    return wasHeard
  }
}
