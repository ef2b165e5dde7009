import { createServer } from "node:http"
import next from "next"
import { callerFromRequest, sameOrigin } from "@/server/auth/caller-from-request"
import { provideServices } from "@/server/auth/portal-services"
import { openDatabase } from "@/server/db"
import { systemClock } from "@/server/domain/clock"
import { LiveChanges } from "@/server/domain/monitoring"
import { env } from "@/server/env"
import { openClusters, openFabrics } from "@/server/fabrics"
import { createLogger } from "@/server/logger"
import { buildServices } from "@/server/services"
import { settingsOf } from "@/server/settings"
import { createWebServer } from "./create-server"
import { addressOf } from "./respond"

const e = env()
const log = createLogger("web")
const development = e.NODE_ENV === "development"
const db = openDatabase(e.WEB_DATABASE_URL, { max: 16, name: "gridline-web" })
const providerDb = openDatabase(e.PROVIDER_DATABASE_URL, { max: 4, name: "gridline-web-provider" })
const live = new LiveChanges(e.WEB_DATABASE_URL, (error) =>
  log.warn({ err: error }, "listening connection lost; trying again"),
)
const trouble = (error: unknown, what: string): void => log.warn({ err: error, what }, "will be tried again")
const services = buildServices(
  {
    db,
    providerDb,
    clock: systemClock,
    fabricOf: openFabrics(e, db, trouble),
    clusters: openClusters(e),
    settings: settingsOf(e),
  },
  live,
)

provideServices(services)

async function main(): Promise<void> {
  // next-auth builds its links from this.
  // Next would take every web socket of the server it answers for: it hears of those that are its own, from this one.
  const pageSockets = createServer()
  const app = next({
    dev: development,
    dir: process.cwd(),
    hostname: "localhost",
    port: e.PORTAL_PORT,
    httpServer: pageSockets,
  })
  await Promise.all([live.start(), app.prepare()])
  const pages = app.getRequestHandler()
  const { server, stop: close } = createWebServer({
    services,
    portalUrl: e.PORTAL_URL,
    version: e.APP_VERSION,
    development,
    callerOf: (req) => callerFromRequest(req, db),
    sameOrigin: (req) => sameOrigin(req, e.PORTAL_URL),
    pages: (req, res) => {
      // Sign-in counts guesses per address inside Next, which believes this header: it is ours, not the client's.
      req.headers["x-forwarded-for"] = addressOf(req)
      return pages(req, res)
    },
    pageSockets: (req, socket, head) => pageSockets.emit("upgrade", req, socket, head),
    onFault: (error, where) => log.error({ err: error, where }, "request failed"),
  })
  server.listen(e.PORTAL_PORT, () => log.info(`portal at ${e.PORTAL_URL}`))
  server.once("error", (error) => {
    log.fatal({ err: error }, "portal cannot listen")
    process.exit(1)
  })
  const stop = () => {
    log.info("portal stops")
    close(() => process.exit(0))
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "portal could not start")
  process.exit(1)
})
