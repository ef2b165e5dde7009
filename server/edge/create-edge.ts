import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { createProxyServer } from "httpxy"
import { parseHost } from "./host-name"
import { sendNotice } from "./notice"
import type { Route } from "./route-store"

export type EdgeOptions = {
  domain: string
  findRoute: (application: string, vdc: string) => Promise<Route | null>
  onTrouble: (error: unknown, what: string) => void
}

/** How long an answer about a name is kept; a change that is announced drops it at once. */
const keepMs = 1_000

/** Ingress by host name: visitors of APP.VDC.domain reach the application's gateway wherever it runs now. */
export class Edge {
  readonly server: Server
  private readonly proxy = createProxyServer({ xfwd: true })
  private readonly kept = new Map<string, { route: Route | null; until: number }>()

  constructor(private readonly options: EdgeOptions) {
    this.server = createServer((req, res) => void this.answer(req, res))
    this.server.on("upgrade", (req, socket: Duplex, head) => void this.upgrade(req, socket, head))
  }

  /** Forgets what it knows of addresses: something moved. */
  forget(): void {
    this.kept.clear()
  }

  private async routeOf(req: IncomingMessage): Promise<Route | null> {
    const names = parseHost(req.headers.host, this.options.domain)
    if (!names) return null
    const key = `${names.application}.${names.vdc}`
    const now = performance.now()
    const known = this.kept.get(key)
    if (known && known.until > now) return known.route
    const route = await this.options.findRoute(names.application, names.vdc)
    if (this.kept.size > 10_000) this.kept.clear()
    this.kept.set(key, { route, until: now + keepMs })
    return route
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const route = await this.routeOf(req)
      if (!route)
        return sendNotice(
          res,
          404,
          "There is nothing at this address",
          "Check the name: applications answer at application.data-center.",
        )
      if (!route.target) {
        const [title, text] =
          route.wanted === "running"
            ? [`${route.title} is starting`, "This page tries again by itself in a few seconds."]
            : [`${route.title} is stopped`, "Whoever runs it has switched it off."]
        return sendNotice(res, 503, title, text)
      }
      const { host, port } = route.target
      await this.proxy.web(req, res, { target: `http://${host}:${port}` })
    } catch (error) {
      this.forget()
      this.options.onTrouble(error, req.headers.host ?? "")
      sendNotice(
        res,
        502,
        "The application does not answer",
        "It is being brought back. This page tries again by itself.",
      )
    }
  }

  private async upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const route = await this.routeOf(req)
      if (!route?.target) {
        socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n")
        return
      }
      const { host, port } = route.target
      await this.proxy.ws(req, socket as Socket, { target: `http://${host}:${port}` }, head)
    } catch (error) {
      this.options.onTrouble(error, req.headers.host ?? "")
      socket.destroy()
    }
  }
}
