import { openDatabase } from "@/server/db"
import { beat, LiveChanges } from "@/server/domain/monitoring"
import { env } from "@/server/env"
import { createLogger } from "@/server/logger"
import { Edge } from "./create-edge"
import { findRoute } from "./route-store"

const e = env()
const log = createLogger("edge")
// The worker's role: an address must be found for visitors of every tenant.
const db = openDatabase(e.WORKER_DATABASE_URL, { max: 4, name: "gridline-edge" })
const live = new LiveChanges(e.WORKER_DATABASE_URL, (error) =>
  log.warn({ err: error }, "listening connection lost; trying again"),
)
const edge = new Edge({
  domain: e.EDGE_DOMAIN,
  findRoute: (application, vdc) => findRoute(db, application, vdc),
  onTrouble: (error, host) => log.warn({ err: error, host }, "could not pass a request on"),
})

async function main(): Promise<void> {
  await live.start()
  live.onChange(({ topic }) => {
    if (topic === "component" || topic === "application") edge.forget()
  })
  live.onResumed(() => edge.forget())
  edge.server.listen(e.EDGE_PORT, () =>
    log.info(`applications answer at http://APP.VDC.${e.EDGE_DOMAIN}:${e.EDGE_PORT}/`),
  )
  edge.server.once("error", (error) => {
    log.fatal({ err: error }, "edge cannot listen")
    process.exit(1)
  })
  const heartbeat = async () => {
    try {
      await beat(db, "edge-0", "edge", new Date())
    } catch (error) {
      log.warn({ err: error }, "heartbeat failed")
    }
  }
  await heartbeat()
  setInterval(() => void heartbeat(), 4_000)
  const stop = () => {
    edge.server.close(() => process.exit(0))
    edge.server.closeAllConnections()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "edge could not start")
  process.exit(1)
})
