import http, { type IncomingMessage, type ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { createProxyServer, proxyUpgrade } from "httpxy"
import { type Appliance, numberProperty, type Program, textProperty } from "../../runner/appliance"
import { openHttpInput } from "../../runner/http-input"
import { sendNotice } from "../notice-page"
import { type BalancedServer, ServerPool } from "./server-pool"

const cookieName = "GLSESSION"
const mayBeRepeated = (request: IncomingMessage) => ["GET", "HEAD", "OPTIONS"].includes(request.method ?? "")

function sessionOf(request: IncomingMessage): string | null {
  const match = new RegExp(`(?:^|;\\s*)${cookieName}=([0-9a-f]+)`).exec(request.headers.cookie ?? "")
  return match?.[1] ?? null
}

class Balancer {
  private readonly proxy = createProxyServer({ agent: new http.Agent({ keepAlive: true, maxFreeSockets: 64 }) })
  /** Whom each request went to, for the cookie that goes into its response. */
  private readonly chosen = new WeakMap<IncomingMessage, BalancedServer>()

  constructor(
    private readonly appliance: Appliance,
    private readonly pool: ServerPool,
  ) {
    this.proxy.on("proxyRes", (proxied, request) => {
      const server = this.chosen.get(request)
      if (!server || sessionOf(request) === server.key) return
      const cookie = `${cookieName}=${server.key}; Path=/; HttpOnly; SameSite=Lax`
      proxied.headers["set-cookie"] = [...(proxied.headers["set-cookie"] ?? []), cookie]
    })
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Kept for the balancer itself; nothing behind it may be reached, or faked, under that name.
    if (/^\/__balancer(\/|\?|$)/.test(request.url ?? ""))
      return sendNotice(response, 404, "Not found", "There is no such page.")
    const tried = new Set<BalancedServer>()
    for (;;) {
      const server = this.pool.choose(sessionOf(request), tried)
      if (!server) break
      tried.add(server)
      const failure = await this.attempt(server, request, response)
      if (!failure) return
      this.pool.mark(server, false, failure.message)
      if (response.headersSent || !mayBeRepeated(request)) break
    }
    const [status, title] = tried.size === 0 ? ([503, "Not running"] as const) : ([502, "No answer"] as const)
    sendNotice(response, status, title, "No server of this application answered. Try again shortly.")
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const server = this.pool.choose(sessionOf(request), new Set())
    if (!server) return void socket.destroy()
    server.active++
    socket.once("close", () => server.active--)
    await proxyUpgrade({ host: server.host, port: server.port }, request, socket, head, { xfwd: false })
  }

  warn(request: IncomingMessage, error: Error): void {
    this.appliance.warn(`${request.method} ${request.url}: ${error.message}`)
  }

  private async attempt(
    server: BalancedServer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Error | null> {
    server.active++
    this.chosen.set(request, server)
    try {
      await this.proxy.web(request, response, { target: `http://${server.host}:${server.port}` })
      return null
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    } finally {
      server.active--
    }
  }
}

export const program: Program = async (appliance) => {
  const pool = new ServerPool({
    output: () => appliance.output("out"),
    healthPath: textProperty(appliance, "healthPath", "/"),
    healthIntervalMs: Math.max(100, numberProperty(appliance, "healthIntervalMs", 1_000)),
    log: appliance.log,
  })
  appliance.onUpdate(() => pool.refresh())
  await pool.start()
  const balancer = new Balancer(appliance, pool)
  const input = await openHttpInput(
    appliance,
    { name: "in", external: false },
    (request, response) => void balancer.handle(request, response),
    (request, socket, head) => {
      balancer.upgrade(request, socket, head).catch((error: Error) => {
        balancer.warn(request, error)
        socket.destroy()
      })
    },
  )
  const stop = async () => {
    pool.stop()
    await input.close()
  }
  return { inputs: { in: { host: "127.0.0.1", port: input.port } }, stop }
}
