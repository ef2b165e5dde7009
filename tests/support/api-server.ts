import { once } from "node:events"
import http from "node:http"
import type { AddressInfo } from "node:net"
import { seedCatalog } from "@/prisma/seed/catalog"
import { seedHosting } from "@/prisma/seed/hosting"
import { callerFromRequest, sameOrigin } from "@/server/auth/caller-from-request"
import { sessionCookieName, sessionCookieValue } from "@/server/auth/session-cookie"
import { type Db, openDatabase } from "@/server/db"
import { systemClock } from "@/server/domain/clock"
import { hashToken, prefixOf } from "@/server/domain/identity"
import { LiveChanges } from "@/server/domain/monitoring"
import { createFakeFabric, FakeClusterGate, type FakeFabric } from "@/server/fabric/fake"
import { buildServices, type Services } from "@/server/services"
import { createWebServer, type WebServerOptions } from "@/server/web/create-server"
import { type Company, makeKey, seedCompany } from "./company-fixture"
import { createTestDatabase } from "./database"

const authSecret = "a secret of at least thirty-two bytes"

export type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string; json: unknown }
export type Ask = {
  key?: string
  headers?: Record<string, string>
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown
}

/** The web process's server without Next's pages, over real HTTP, with two companies and a fabric in memory. */
export type ApiServer = {
  origin: string
  services: Services
  fabric: FakeFabric
  clusters: FakeClusterGate
  worker: Db
  ours: Company
  theirs: Company
  providerKey: string
  /** What went wrong on our side, as the log would say it. */
  faults: unknown[]
  /** The path goes over the wire as it is written here. */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>
  cookieOf(it: Company): Promise<string>
  close(): Promise<void>
}

async function seedProvider(db: Db): Promise<string> {
  const key = makeKey()
  const user = await db.user.create({
    data: { email: "staff@provider.example", name: "Staff", passwordHash: "none", isProvider: true },
  })
  await db.apiKey.create({
    data: { userId: user.id, name: "provider", prefix: prefixOf(key), keyHash: hashToken(key) },
  })
  return key
}

export async function openApiServer(consoles: WebServerOptions["consoles"] = {}): Promise<ApiServer> {
  const database = await createTestDatabase()
  const open = (url: string, name: string) => openDatabase(url, { max: 6, name })
  const worker = open(database.workerUrl, "test-worker")
  const db = open(database.webUrl, "test-web")
  const providerDb = open(database.providerUrl, "test-provider")
  await seedHosting(worker)
  await seedCatalog(worker)
  const [ours, theirs] = [await seedCompany(worker, "ours"), await seedCompany(worker, "theirs")]
  const providerKey = await seedProvider(worker)
  const fabric = createFakeFabric()
  const clusters = new FakeClusterGate()
  const faults: unknown[] = []
  const live = new LiveChanges(database.webUrl, (error) => faults.push(error))
  const settings = {
    portalUrl: "http://portal.test",
    edgeDomain: "localhost",
    edgePort: 8080,
    dataDir: "/nonexistent",
    encryptionKey: Buffer.alloc(32).toString("base64"),
    smtpUrl: null,
    mailFrom: "gridline@portal.test",
    mirrorSeconds: 60,
  }
  const services = buildServices(
    { db, providerDb, clock: systemClock, fabricOf: () => fabric, clusters, settings },
    live,
  )
  const door = { authSecret, portalUrl: settings.portalUrl, now: () => systemClock.now() }
  const { server, stop } = createWebServer({
    services,
    portalUrl: settings.portalUrl,
    version: "1.2.3",
    development: false,
    consoles,
    callerOf: (req) => callerFromRequest(req, db, door),
    sameOrigin: (req) => sameOrigin(req, settings.portalUrl),
    pages: async (_req, res) => {
      res.writeHead(404, { "content-type": "text/plain" }).end("no pages here")
    },
    onFault: (error) => faults.push(error),
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    services,
    fabric,
    clusters,
    worker,
    ours,
    theirs,
    providerKey,
    faults,
    ask: (method, path, ask) => askOver(port, method, path, ask),
    cookieOf: async (it) => {
      const value = await sessionCookieValue({ userId: it.userId, sessionId: it.sessionId }, authSecret)
      return `${sessionCookieName(settings.portalUrl)}=${value}`
    },
    close: async () => {
      stop()
      await Promise.all([worker, db, providerDb].map((each) => each.$disconnect()))
      await database.drop()
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function askOver(port: number, method: string, path: string, { key, headers = {}, body }: Ask = {}): Promise<Answer> {
  const payload = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        port,
        host: "127.0.0.1",
        method,
        path,
        agent: false,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(payload === undefined
            ? {}
            : { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("error", reject)
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8")
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) })
          // What we had announced and never sent.
          request.destroy()
        })
      },
    )
    request.on("error", reject)
    // Announced more than is sent: the answer must not wait for the rest.
    if (headers["content-length"] !== undefined && Number(headers["content-length"]) > (payload?.length ?? 0)) {
      request.write(payload ?? "x")
      return
    }
    request.end(payload)
  })
}
