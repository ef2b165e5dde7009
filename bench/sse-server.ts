import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { callerFromRequest } from "../server/auth/caller-from-request"
import { openDatabase } from "../server/db"
import { systemClock } from "../server/domain/clock"
import { LiveChanges } from "../server/domain/monitoring"
import { createFakeFabric, FakeClusterGate } from "../server/fabric/fake"
import { buildServices } from "../server/services"
import { createWebServer } from "../server/web/create-server"

/** Of one process, after a full collection of garbage. */
export type Memory = { rss: number }
export type Said = { port: number } | Memory

const portalUrl = "http://localhost"

/** The web process without Next's pages: doors, services, database and the connection it listens on are the real ones. */
async function portal(databaseUrl: string): Promise<Server> {
  const db = openDatabase(databaseUrl, { max: 16, name: "bench-web" })
  const live = new LiveChanges(databaseUrl, (error) => console.error(error))
  const fabric = createFakeFabric()
  const clusters = new FakeClusterGate()
  const settings = {
    portalUrl,
    edgeDomain: "localhost",
    edgePort: 1,
    dataDir: "/nonexistent",
    encryptionKey: "",
    smtpUrl: null,
    mailFrom: "",
    mirrorSeconds: 60,
  }
  const services = buildServices(
    { db, providerDb: db, clock: systemClock, fabricOf: () => fabric, clusters, settings },
    live,
  )
  const door = { authSecret: "of no use: viewers bring keys", portalUrl, now: () => systemClock.now() }
  await live.start()
  return createWebServer({
    services,
    portalUrl,
    version: "bench",
    development: false,
    callerOf: (req) => callerFromRequest(req, db, door),
    sameOrigin: () => true,
    pages: async (_req, res) => void res.writeHead(404).end(),
    onFault: (error) => console.error(error),
  }).server
}

/** What Node itself needs for the same: streams that stay open, and one timer that keeps them awake. */
function bare(): Server {
  const streams = new Set<ServerResponse>()
  setInterval(() => {
    for (const stream of streams) stream.write("event: ping\ndata: \n\n")
  }, 15_000)
  return createServer((_req, res) => {
    res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" })
    res.write("event: connected\ndata: {}\n\n")
    streams.add(res)
    res.on("close", () => streams.delete(res))
  })
}

const say = (what: Said): void => void process.send?.(what)

const databaseUrl = process.argv[2]
const server = databaseUrl ? await portal(databaseUrl) : bare()
server.listen(0, "127.0.0.1", 4_096, () => say({ port: (server.address() as AddressInfo).port }))
process.on("message", () => {
  globalThis.gc?.()
  globalThis.gc?.()
  say({ rss: process.memoryUsage.rss() })
})
process.on("disconnect", () => process.exit(0))
