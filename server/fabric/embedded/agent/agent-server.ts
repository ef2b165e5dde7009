import { timingSafeEqual } from "node:crypto"
import http, { type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import type { FabricErrorCode } from "../../fabric-driver"
import { asFabricError, refuse } from "./agent-failure"

export type Streamed = { headers: Record<string, string>; body: Readable }

export type AgentRequest = {
  params: string[]
  query: URLSearchParams
  body: IncomingMessage
  json<T>(): Promise<T>
}

/** `volume` routes are open to a token for that volume as well; all others to the node's own token only. */
export type Route = {
  method: string
  path: RegExp
  open: "node" | "volume"
  handle(request: AgentRequest): Promise<unknown>
}

export const streamed = (headers: Record<string, string>, body: Readable): Streamed => ({ headers, body })
const isStreamed = (answer: unknown): answer is Streamed =>
  typeof answer === "object" && answer !== null && "body" in answer && "headers" in answer

const statusOf: Record<FabricErrorCode, number> = {
  node_unreachable: 502,
  stale_epoch: 409,
  not_found: 404,
  no_space: 507,
  no_memory: 503,
  busy: 503,
  image_missing: 422,
  bad_path: 400,
  too_large: 413,
  not_supported: 501,
  failed: 500,
}

function sameToken(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export type Doorkeeper = { nodeToken: string; mayUseVolume(token: string, volumeId: string): boolean }

export class AgentServer {
  constructor(
    private readonly routes: readonly Route[],
    private readonly doorkeeper: Doorkeeper,
  ) {}

  async listen(): Promise<number> {
    const server = http.createServer({ keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
      this.answer(request, response).catch((error: unknown) => this.fail(request, response, error))
    })
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject)
      server.listen(0, "127.0.0.1", resolve)
    })
    return (server.address() as AddressInfo).port
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://agent")
    for (const route of this.routes) {
      const match = route.method === request.method ? route.path.exec(url.pathname) : null
      if (!match) continue
      const params = match.slice(1).map(decodeURIComponent)
      if (!this.admits(request, route, params)) throw refuse("failed", "the token does not open this")
      const answer = await route.handle({ params, query: url.searchParams, body: request, json: () => bodyOf(request) })
      if (isStreamed(answer)) {
        response.writeHead(200, answer.headers)
        return await pipeline(answer.body, response)
      }
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(answer ?? null))
      return
    }
    throw refuse("not_found", `the agent knows no ${request.method} ${url.pathname}`)
  }

  private admits(request: IncomingMessage, route: Route, params: string[]): boolean {
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "")
    if (sameToken(token, this.doorkeeper.nodeToken)) return true
    return route.open === "volume" && this.doorkeeper.mayUseVolume(token, params[0] ?? "")
  }

  private fail(request: IncomingMessage, response: ServerResponse, thrown: unknown): void {
    const error = asFabricError(thrown)
    if (response.headersSent) return void response.destroy()
    const { code, message, retryable } = error
    // What is still coming of an upload is read and dropped, else its sender never gets to see why it was refused.
    request.resume()
    response.writeHead(statusOf[code], { "content-type": "application/json" })
    response.end(JSON.stringify({ error: { code, message, retryable } }))
  }
}

async function bodyOf<T>(request: IncomingMessage): Promise<T> {
  return (await json(request)) as T
}
