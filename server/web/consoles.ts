import type { IncomingMessage } from "node:http"
import type { Duplex } from "node:stream"
import { getHTTPStatusCodeFromError } from "@trpc/server/http"
import { WebSocket, WebSocketServer } from "ws"
import { type ConsoleEnd, ConsoleQuery, ConsoleRequest, consoleIdleMinutes } from "@/lib/schemas/console"
import { apiErrorOf } from "@/server/api/domain-errors"
import type { ApiContext } from "@/server/api/trpc"
import type { TenantScope } from "@/server/domain/access"
import { DomainError } from "@/server/domain/domain-error"
import type { Console } from "@/server/fabric/fabric-driver"
import type { Services } from "@/server/services"
import { asKnown } from "./respond"

export type ConsoleOptions = {
  services: Services
  contextOf: (req: IncomingMessage) => Promise<ApiContext>
  /** False for a browser's request that another site's page sent. */
  sameOrigin: (req: IncomingMessage) => boolean
  onFault: (error: unknown, where: string) => void
  /** How often it is asked whether whoever types still may, ms. */
  proveMs?: number
  idleMs?: number
}

/** `/api/v1/components/{componentId}/console` */
const route = /^\/api\/v1\/components\/([0-9a-f-]{36})\/console$/
/** A key, a paste: more in one frame is no typing. */
const mostFrameBytes = 64 * 1024
const mostOfTenant = 20
const closed = { ended: 1000, goingAway: 1001, refused: 4400 } as const

/**
 * Terminals of components over web sockets. Binary frames carry bytes both ways; text frames are JSON: `ConsoleRequest` from whoever
 * types, one `ConsoleEnd` at last. Who may not open one gets an HTTP answer and no socket; what is refused after that (the component
 * does not run, say) is told in the last frame, since browsers do not show scripts the answer to a failed handshake.
 */
export class Consoles {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: mostFrameBytes })
  private readonly open = new Map<string, number>()

  constructor(private readonly options: ConsoleOptions) {}

  static matches(pathname: string): string | null {
    return route.exec(pathname)?.[1] ?? null
  }

  /** Takes the upgrade of a request that `matches`. */
  async take(componentId: string, url: URL, req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A browser that leaves in the middle of the handshake is nobody's fault.
    socket.on("error", () => socket.destroy())
    try {
      if (!req.headers.authorization && !this.options.sameOrigin(req))
        throw new DomainError("forbidden", "This request came from another site. Open the portal and try again there.")
      const { columns, rows, tenantId } = queryOf(url)
      const scope = await this.prove(req, tenantId)
      this.server.handleUpgrade(req, socket, head, (ws) => {
        this.serve(ws, req, { scope, componentId, tenantId }, { columns, rows }).catch((error: unknown) =>
          this.options.onFault(error, req.url ?? ""),
        )
      })
    } catch (error) {
      this.answer(socket, error, req)
    }
  }

  /** The portal stops: who is connected is told to come back. */
  close(): void {
    for (const ws of this.server.clients) {
      ws.close(closed.goingAway, "The portal is restarted.")
      // Whoever does not answer is not waited for.
      setTimeout(() => ws.terminate(), 1_000).unref()
    }
    this.server.close()
  }

  private async prove(req: IncomingMessage, tenantId: string | undefined): Promise<TenantScope> {
    const { caller, services } = await this.options.contextOf(req)
    if (!caller) throw new DomainError("unauthenticated", "Sign in, or send an API key as `Authorization: Bearer …`.")
    return services.access.openTenant(caller, tenantId, "component:exec")
  }

  private answer(socket: Duplex, error: unknown, req: IncomingMessage): void {
    const known = asKnown(error)
    if (known.code === "INTERNAL_SERVER_ERROR") this.options.onFault(error, req.url ?? "")
    const body = JSON.stringify(apiErrorOf(known, known.cause))
    const head = [
      `HTTP/1.1 ${getHTTPStatusCodeFromError(known)} Refused`,
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
    ]
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`)
  }

  private async serve(
    ws: WebSocket,
    req: IncomingMessage,
    who: { scope: TenantScope; componentId: string; tenantId: string | undefined },
    size: { columns: number; rows: number },
  ): Promise<void> {
    const { tenantId } = who.scope
    const standing = this.open.get(tenantId) ?? 0
    this.open.set(tenantId, standing + 1)
    ws.once("close", () => {
      const left = (this.open.get(tenantId) ?? 1) - 1
      if (left > 0) this.open.set(tenantId, left)
      else this.open.delete(tenantId)
    })
    ws.on("error", () => ws.terminate())
    // What is typed before the prompt is there waits in the socket.
    ws.pause()
    try {
      if (standing >= mostOfTenant)
        throw new DomainError("rate_limited", `${mostOfTenant} consoles of this company are open. Close one of them.`)
      const console_ = await this.options.services.applications.openConsole(who.scope, who.componentId, size)
      await this.join(ws, console_, () => this.prove(req, who.tenantId))
    } catch (error) {
      this.refuse(ws, error, req)
    }
  }

  /** Until the shell, the browser or the right to it ends. */
  private async join(ws: WebSocket, shell: Console, prove: () => Promise<unknown>): Promise<void> {
    if (ws.readyState !== WebSocket.OPEN) return shell.close()
    const over = new Promise<never>((_, reject) => {
      const { idleMs = consoleIdleMinutes * 60_000, proveMs = 30_000 } = this.options
      const sleepy = new DomainError("conflict", `Nothing was typed for ${consoleIdleMinutes} minutes. Connect again.`)
      const idle = setTimeout(() => reject(sleepy), idleMs)
      const again = setInterval(() => prove().catch(reject), proveMs)
      let turn = Promise.resolve()
      ws.on("message", (data: Buffer, isBinary) => {
        idle.refresh()
        if (!isBinary) return resize(shell, data)
        // One after the other, and no more is read than the engine takes.
        ws.pause()
        turn = turn.then(() => shell.input(data)).then(() => ws.resume())
        turn.catch(reject)
      })
      ws.once("close", () => {
        clearTimeout(idle)
        clearInterval(again)
        shell.close()
      })
    })
    ws.resume()
    await Promise.race([print(ws, shell), over])
    finish(ws, { exitCode: await Promise.race([shell.exitCode, over]) }, closed.ended)
  }

  private refuse(ws: WebSocket, error: unknown, req: IncomingMessage): void {
    // The engine's end of a session that the browser left breaks with it.
    if (ws.readyState !== WebSocket.OPEN) return
    const known = asKnown(error)
    if (known.code === "INTERNAL_SERVER_ERROR") this.options.onFault(error, req.url ?? "")
    finish(ws, { error: apiErrorOf(known, known.cause) }, closed.refused)
  }
}

function queryOf(url: URL) {
  const asked = ConsoleQuery.safeParse(Object.fromEntries(url.searchParams))
  if (asked.success) return asked.data
  const [issue] = asked.error.issues
  throw new DomainError("invalid", issue?.message ?? "The address is not valid.", issue?.path.map(String).join("."))
}

/** Whatever else a text frame says is nothing to us. */
function resize(shell: Console, data: Buffer): void {
  const text = data.toString()
  const asked = ConsoleRequest.safeParse(isJson(text) ? JSON.parse(text) : null)
  if (asked.success) shell.resize(asked.data.resize)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Reads on when the browser has taken what there was. */
async function print(ws: WebSocket, shell: Console): Promise<void> {
  for await (const bytes of shell.output)
    await new Promise<void>((done) => ws.send(bytes, { binary: true }, () => done()))
}

function finish(ws: WebSocket, end: ConsoleEnd, code: number): void {
  ws.send(JSON.stringify(end))
  // The other end's farewell has to be read.
  ws.resume()
  ws.close(code)
}
