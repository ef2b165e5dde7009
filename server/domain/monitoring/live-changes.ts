import { EventEmitter, on } from "node:events"
import pg from "pg"
import { LiveChange, type LiveNews } from "@/lib/schemas/event"

/** One announcement as the database sends it: `tenant|topic|vdc|id` (trigger `announce_change`). */
export type Announcement = LiveChange & { tenantId: string }

export function parseAnnouncement(payload: string): Announcement | null {
  const [tenantId, topic, vdcId, id] = payload.split("|")
  const change = LiveChange.safeParse({ topic, vdcId: vdcId || null, id: id || null })
  return change.success ? { ...change.data, tenantId: tenantId ?? "" } : null
}

/**
 * One database connection a process listens on for all its browsers, or for the worker's loops. After a lost connection it comes
 * back by itself and says so with `resumed`: what was missed is not known, so listeners read everything again. Browsers are told
 * of both, since their own connection stands all the while.
 */
export class LiveChanges {
  private readonly emitter = new EventEmitter().setMaxListeners(0)
  private client: pg.Client | null = null
  private closed = false
  private away = false
  private retry: NodeJS.Timeout | null = null

  constructor(
    private readonly url: string,
    private readonly onTrouble: (error: Error) => void,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: "gridline-live", keepAlive: true })
    client.on("notification", ({ channel, payload }) => {
      if (channel === "gridline_wake") {
        this.emitter.emit("wake", payload ?? "")
        return
      }
      const change = parseAnnouncement(payload ?? "")
      if (change) this.emitter.emit("change", change)
    })
    client.on("error", (error) => this.lost(client, error))
    client.on("end", () => this.lost(client, new Error("the listening connection ended")))
    this.client = client
    try {
      await client.connect()
      await client.query("LISTEN gridline; LISTEN gridline_wake")
      this.away = false
      this.emitter.emit("resumed")
    } catch (error) {
      this.lost(client, error instanceof Error ? error : new Error(String(error)))
    }
  }

  private lost(client: pg.Client, error: Error): void {
    if (this.closed || this.client !== client) return
    this.client = null
    if (!this.away) this.emitter.emit("lost")
    this.away = true
    this.onTrouble(error)
    client.removeAllListeners()
    // A late error of a client we gave up must not end the process.
    client.on("error", this.onTrouble)
    client.end().catch(this.onTrouble)
    this.retry = setTimeout(() => void this.start(), 1_000)
  }

  onChange(listener: (change: Announcement) => void): () => void {
    this.emitter.on("change", listener)
    return () => this.emitter.off("change", listener)
  }

  /** Somebody asks for a look at a VDC. */
  onWake(listener: (vdcId: string) => void): () => void {
    this.emitter.on("wake", listener)
    return () => this.emitter.off("wake", listener)
  }

  onResumed(listener: () => void): () => void {
    this.emitter.on("resumed", listener)
    return () => this.emitter.off("resumed", listener)
  }

  private onLost(listener: () => void): () => void {
    this.emitter.on("lost", listener)
    return () => this.emitter.off("lost", listener)
  }

  /** Changes of one tenant (of one VDC when given, and those that belong to no VDC), until `signal` aborts. */
  async *watch(
    filter: { tenantId: string; vdcId?: string | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<LiveNews> {
    const queue = new EventEmitter()
    const tell = (topic: "away" | "back") => queue.emit("change", { topic, vdcId: null, id: null })
    const stop = [
      this.onChange((change) => {
        if (change.tenantId !== filter.tenantId) return
        if (filter.vdcId && change.vdcId && change.vdcId !== filter.vdcId) return
        queue.emit("change", { topic: change.topic, vdcId: change.vdcId, id: change.id })
      }),
      this.onLost(() => tell("away")),
      this.onResumed(() => tell("back")),
    ]
    try {
      const news = on(queue, "change", { signal })
      if (this.away) tell("away")
      for await (const [each] of news) yield each as LiveNews
    } catch (error) {
      if (!(error instanceof Error && error.name === "AbortError")) throw error
    } finally {
      for (const off of stop) off()
    }
  }

  async close(): Promise<void> {
    this.closed = true
    if (this.retry) clearTimeout(this.retry)
    await this.client?.end()
  }
}
