import http, { type IncomingMessage, type RequestListener, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import type { Duplex } from "node:stream"
import type { Appliance } from "./appliance"

export type HttpInput = {
  port: number
  close(): Promise<void>
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Counts what visitors' connections carried, headers and all, each second and when one closes. */
function countExternal(appliance: Appliance, server: Server): () => void {
  const seen = new Map<Socket, { tx: number; rx: number }>()
  const settle = (socket: Socket) => {
    const before = seen.get(socket) ?? { tx: 0, rx: 0 }
    const now = { tx: socket.bytesWritten, rx: socket.bytesRead }
    seen.set(socket, now)
    appliance.countExternal({ tx: now.tx - before.tx, rx: now.rx - before.rx })
  }
  server.on("connection", (socket) => {
    seen.set(socket, { tx: 0, rx: 0 })
    socket.once("close", () => {
      settle(socket)
      seen.delete(socket)
    })
  })
  const timer = setInterval(() => {
    for (const socket of seen.keys()) settle(socket)
  }, 500)
  return () => clearInterval(timer)
}

/** Opens an http input terminal. Visitors' bytes are counted where `external` says the input is the VDC's door. */
export async function openHttpInput(
  appliance: Appliance,
  input: { name: string; external: boolean; requestTimeoutMs?: number },
  handle: RequestListener,
  upgrade?: Upgrade,
): Promise<HttpInput> {
  const server = http.createServer({ keepAliveTimeout: 65_000, requestTimeout: input.requestTimeoutMs ?? 0 }, handle)
  if (upgrade) server.on("upgrade", upgrade)
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
  })
  const stopCounting = input.external ? countExternal(appliance, server) : () => undefined
  const before = appliance.portFor(input.name)
  const port = before === 0 ? await listen(server, 0) : await listen(server, before).catch(() => listen(server, 0))
  const close = () =>
    new Promise<void>((resolve) => {
      stopCounting()
      server.close(() => resolve())
      server.closeIdleConnections()
      // Requests under way get a moment to finish.
      setTimeout(() => server.closeAllConnections(), 500).unref()
    })
  return { port, close }
}
