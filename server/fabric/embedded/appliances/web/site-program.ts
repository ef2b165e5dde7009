import type { ChildProcess } from "node:child_process"
import http from "node:http"
import { freePort } from "../free-port"
import { endProgram, type ProgramHost, spawnTenantProgram, whenEnded } from "../tenant-program"
import type { ContentCopy } from "./content-copy"

type Running = { child: ChildProcess; port: number; copy: ContentCopy; databaseUrl: string | null }

const healthyWithinMs = 15_000
const graceMs = 3_000
const longestBackoffMs = 5_000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function answersOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/healthz", agent: false }, (response) => {
      response.resume()
      resolve(true) // any answer will do: not every program knows the page
    })
    request.setTimeout(2_000, () => request.destroy())
    request.once("error", () => resolve(false))
  })
}

/** `server.mjs` as a child: started, waited for, replaced without a gap when it changes, restarted when it falls. */
export class SiteProgram {
  private current: Running | null = null
  private crashes = 0
  private stopped = false
  /** Counted up by each wish, so that a restart that waits knows it has been overtaken. */
  private wish = 0

  constructor(
    private readonly appliance: ProgramHost,
    private readonly databaseUrl: () => string | null,
  ) {}

  get port(): number | null {
    return this.current?.port ?? null
  }

  isRunning(copy: ContentCopy): boolean {
    return this.current?.copy.version === copy.version && this.current.databaseUrl === this.databaseUrl()
  }

  async replace(copy: ContentCopy): Promise<void> {
    this.wish++
    this.crashes = 0
    await this.start(copy)
  }

  async stop(): Promise<void> {
    this.wish++
    this.stopped = true
    const { current } = this
    this.current = null
    if (current) await endProgram(current.child, graceMs)
  }

  /** There is no program any more; the site is files only. */
  async drop(): Promise<void> {
    await this.stop()
    this.stopped = false
  }

  private async start(copy: ContentCopy): Promise<void> {
    const wish = this.wish
    const databaseUrl = this.databaseUrl()
    const port = await freePort()
    const env = { PORT: String(port), HOST: "127.0.0.1" }
    const child = spawnTenantProgram(this.appliance, { script: "server.mjs", folder: copy.folder, databaseUrl, env })
    const next: Running = { child, port, copy, databaseUrl }
    let over = false
    void whenEnded(child).then((how) => {
      over = true
      void this.onEnded(next, how, wish)
    })
    const deadline = Date.now() + healthyWithinMs
    while (!over && Date.now() < deadline && !(await answersOn(port))) await pause(30)
    if (over || this.stopped || wish !== this.wish) return void (await endProgram(child, graceMs))
    const before = this.current
    this.current = next
    this.appliance.log(`server.mjs ${copy.version} serves`)
    if (before) await endProgram(before.child, graceMs)
    // Another address that came while it was starting reached nobody.
    if (this.current === next && wish === this.wish && databaseUrl !== this.databaseUrl()) await this.start(copy)
  }

  private async onEnded(run: Running, how: string, wish: number): Promise<void> {
    if (this.current === run) this.current = null
    if (this.stopped || wish !== this.wish || this.current) return
    const waitMs = Math.min(longestBackoffMs, 250 * 2 ** this.crashes++)
    this.appliance.warn(`server.mjs ${how}; it is started again in ${waitMs} ms`)
    await pause(waitMs)
    if (wish === this.wish && !this.stopped && !this.current) await this.start(run.copy)
  }
}
