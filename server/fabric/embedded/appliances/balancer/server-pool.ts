import { createHash } from "node:crypto"
import http from "node:http"
import type { NearEndpoint, Output } from "../../runner/appliance"

export type BalancedServer = NearEndpoint & { key: string; up: boolean; active: number }

export type PoolDeps = {
  output(): Output | null
  healthPath: string
  healthIntervalMs: number
  log(text: string): void
}

const checkTimeoutMs = 2_000

/** What visitors carry in their cookie; a path would tell them how the application is built. */
const keyOf = (path: string) => createHash("sha1").update(path).digest("hex").slice(0, 12)

/** The servers behind, which of them answer, and which one is next. */
export class ServerPool {
  private servers = new Map<string, BalancedServer>()
  private timer: NodeJS.Timeout | null = null
  private readonly agent = new http.Agent({ keepAlive: true })

  constructor(private readonly deps: PoolDeps) {
    this.refresh()
  }

  async start(): Promise<void> {
    await this.checkAll()
    this.timer = setInterval(() => void this.checkAll(), this.deps.healthIntervalMs)
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.agent.destroy()
  }

  refresh(): void {
    const next = new Map<string, BalancedServer>()
    for (const endpoint of this.deps.output()?.endpoints ?? []) {
      const known = this.servers.get(endpoint.path)
      // Presumed up until checked: a server that was just added must not wait for the next round.
      next.set(endpoint.path, Object.assign(known ?? { key: keyOf(endpoint.path), up: true, active: 0 }, endpoint))
    }
    for (const path of this.servers.keys())
      if (!next.has(path)) this.deps.log(`${path} is no longer behind this balancer`)
    this.servers = next
  }

  /** The visitor's own server while it is up, else the one with the fewest requests under way. When none is known to be
   * up, any is worth a try: its page says more than ours. */
  choose(key: string | null, tried: ReadonlySet<BalancedServer>): BalancedServer | null {
    const left = [...this.servers.values()].filter((server) => !tried.has(server))
    const up = left.filter((server) => server.up)
    const own = up.find((server) => server.key === key)
    const byLoad = (up.length > 0 ? up : left).sort((a, b) => a.active - b.active)
    return own ?? byLoad[0] ?? null
  }

  mark(server: BalancedServer, up: boolean, why: string): void {
    if (server.up === up) return
    server.up = up
    this.deps.log(`${server.path} is ${up ? "up" : "down"}: ${why}`)
  }

  private async checkAll(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => this.check(server)))
  }

  private check(server: BalancedServer): Promise<void> {
    return new Promise((resolve) => {
      const { host, port } = server
      const end = (up: boolean, why: string) => {
        this.mark(server, up, why)
        resolve()
      }
      const headers = { "user-agent": "gridline-balancer" }
      const request = http.get({ host, port, path: this.deps.healthPath, headers, agent: this.agent }, (response) => {
        response.resume()
        const status = response.statusCode ?? 0
        end(status < 500, `it answered ${status}`)
      })
      request.setTimeout(checkTimeoutMs, () => request.destroy(new Error("no answer in time")))
      request.once("error", (error) => end(false, error.message))
    })
  }
}
