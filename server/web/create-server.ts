import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { createHTTPHandler } from "@trpc/server/adapters/standalone"
import { appRouter } from "@/server/api/root"
import type { ApiContext } from "@/server/api/trpc"
import { DomainError } from "@/server/domain/domain-error"
import type { Services } from "@/server/services"
import { answerArchiveRoute, matchArchiveRoute } from "./archive-routes"
import { type ConsoleOptions, Consoles } from "./consoles"
import { answerFileRoute, matchFileRoute } from "./file-routes"
import { apiBodyLimitBytes } from "./json-body"
import { leftEarly } from "./left-early"
import { openApiDocument } from "./openapi-document"
import { addressOf, asKnown, sendError, sendJson, setSecurityHeaders } from "./respond"
import { createRestHandler } from "./rest"

export type WebServerOptions = {
  services: Services
  portalUrl: string
  version: string
  development: boolean
  /** Who is at the door: session cookie or API key. */
  callerOf: (req: IncomingMessage) => Promise<ApiContext["caller"]>
  /** False for a cookie-authenticated change that another site sent. */
  sameOrigin: (req: IncomingMessage) => boolean
  /** Everything that is not API: Next. */
  pages: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  /** Every web socket that is not API; false when nobody takes them. */
  pageSockets?: (req: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  consoles?: Pick<ConsoleOptions, "idleMs" | "proveMs">
  onFault: (error: unknown, where: string) => void
}

export type WebServer = {
  server: Server
  /** Ends what is open, streams and sockets too; `done` when nothing is left. */
  stop(done?: () => void): void
}

/** No byte either way for so long: nobody is there any more. Streams of changes and consoles say something far more often. */
const silentMs = 600_000
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"])
/** `.` and `..` as parts of an address, in any spelling: `URL` would resolve them and open another door than was asked for. */
const dotSegment = /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i

function addressIn(req: IncomingMessage, portalUrl: string): URL {
  const target = req.url ?? "/"
  const url = URL.canParse(target, portalUrl) ? new URL(target, portalUrl) : null
  if (!url || (target.startsWith("/api/") && dotSegment.test(target.split("?")[0] ?? "")))
    throw new DomainError("invalid", "The address has parts that lead out of it.", "path")
  return url
}

/** One HTTP server, one port: the API is answered before Next sees the request (five times the throughput, measured). */
export function createWebServer(options: WebServerOptions): WebServer {
  const { services, onFault } = options
  // Keys are not sent by browsers on their own, so only cookies need the origin check.
  const refuseOtherSites = (req: IncomingMessage): void => {
    if (!safeMethods.has(req.method ?? "") && !req.headers.authorization && !options.sameOrigin(req))
      throw new DomainError("forbidden", "This request came from another site. Open the portal and try again there.")
  }
  const contextOf = async (req: IncomingMessage): Promise<ApiContext> => {
    const address = addressOf(req)
    try {
      return { caller: await options.callerOf(req), services, address, userAgent: req.headers["user-agent"] ?? "" }
    } catch (error) {
      // Thrown in here, the libraries would call whatever it is a fault of ours.
      throw asKnown(error)
    }
  }
  const trpc = createHTTPHandler({
    router: appRouter,
    basePath: "/api/trpc/",
    createContext: ({ req }) => contextOf(req),
    maxBodySize: apiBodyLimitBytes,
    onError: ({ error, path, req }) => {
      if (error.code === "INTERNAL_SERVER_ERROR" && !leftEarly(error.cause, req))
        onFault(error.cause ?? error, path ?? "trpc")
    },
  })
  const rest = createRestHandler(contextOf, onFault)
  let document: object | null = null

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = addressIn(req, options.portalUrl)
    const { pathname } = url
    if (pathname.startsWith("/api/trpc/") || pathname.startsWith("/api/v1/")) refuseOtherSites(req)
    if (pathname === "/api/health") {
      const health = await services.monitoring.checkHealth()
      return sendJson(res, health.status === "ok" ? 200 : 503, health)
    }
    if (pathname.startsWith("/api/trpc/")) return trpc(req, res)
    if (pathname === "/api/v1/openapi.json") {
      document ??= openApiDocument(options.portalUrl, options.version)
      return sendJson(res, 200, document)
    }
    if (pathname.startsWith("/api/v1/")) {
      const file = matchFileRoute(url)
      if (file) return answerFileRoute(file, await contextOf(req), req, res)
      const archive = matchArchiveRoute(url)
      if (archive) return answerArchiveRoute(archive, await contextOf(req), req, res)
      req.url = (req.url ?? "").slice("/api/v1".length)
      return rest(req, res)
    }
    return options.pages(req, res)
  }

  // An archive takes as long as its sender's line needs: who is at it is not cut off, who is silent is.
  const server = createServer({ requestTimeout: 0 }, (req, res) => {
    setSecurityHeaders(res, options.development)
    const faulty = (fault: unknown) => {
      if (!leftEarly(fault, req)) onFault(fault, req.url ?? "")
    }
    answer(req, res).catch((error: unknown) => sendError(res, error, faulty))
  })
  server.timeout = silentMs
  const { sameOrigin } = options
  const consoles = new Consoles({ services, contextOf, sameOrigin, onFault, ...options.consoles })
  server.on("upgrade", (req, socket, head) => {
    const url = URL.canParse(req.url ?? "", options.portalUrl) ? new URL(req.url ?? "", options.portalUrl) : null
    const componentId = url && Consoles.matches(url.pathname)
    if (url && componentId) void consoles.take(componentId, url, req, socket, head)
    else if (!options.pageSockets?.(req, socket, head))
      socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
  })
  return {
    server,
    stop: (done) => {
      consoles.close()
      server.close(done)
      // SSE streams never end by themselves.
      server.closeAllConnections()
    },
  }
}
