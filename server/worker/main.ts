import { hostname } from "node:os"
import { DBOS } from "@dbos-inc/dbos-sdk"
import { openDatabase } from "@/server/db"
import { loadBoundaries } from "@/server/domain/catalog"
import { systemClock } from "@/server/domain/clock"
import type { Deps } from "@/server/domain/deps"
import { forgetExpired } from "@/server/domain/identity"
import { beat, LiveChanges } from "@/server/domain/monitoring"
import { env } from "@/server/env"
import { openClusters, openFabrics } from "@/server/fabrics"
import { sendDueMail } from "@/server/integrations/mail"
import { createLogger } from "@/server/logger"
import { buildServices } from "@/server/services"
import { settingsOf } from "@/server/settings"
import { every } from "./loops/every"
import { powerOnAll, watchFreeNodes } from "./loops/power-nodes"
import { purgeTrash } from "./loops/purge-trash"
import { ReconcileLoop } from "./loops/reconcile-loop"
import { ClusterWatch } from "./loops/watch-clusters"
import { VdcReconciler } from "./reconcile/reconcile-vdc"
import { allWorkflows } from "./workflows/all-workflows"
import { launchWorkflows } from "./workflows/launch-workflows"
import { OperationRunner } from "./workflows/run-operations"

const e = env()
// One name per slot, the same after a restart: DBOS resumes the workflows of the name that started them.
const owner = e.WORKER_ID ?? `worker-${hostname()}-${process.pid}`
const log = createLogger(owner)
const stop = new AbortController()
const trouble = (error: unknown, what: string): void => log.warn({ err: error, what }, "will be tried again")

const db = openDatabase(e.WORKER_DATABASE_URL, { max: 12, name: `gridline-${owner}` })
const fabricOf = openFabrics(e, db, trouble)
const deps: Deps = {
  db,
  providerDb: db,
  clock: systemClock,
  fabricOf,
  clusters: openClusters(e),
  settings: settingsOf(e),
}
const live = new LiveChanges(e.WORKER_DATABASE_URL, (error) => trouble(error, "listen to the database"))
const services = buildServices(deps, live)

DBOS.setConfig({
  name: "gridline",
  systemDatabaseUrl: e.DATABASE_URL,
  systemDatabaseSchemaName: "dbos",
  systemDatabasePoolSize: 8,
  executorID: owner,
  // Ours, not a hash of the code: a new build goes on with the workflows of the old one.
  applicationVersion: "1",
  logLevel: "warn",
  runAdminServer: false,
})
const runner = new OperationRunner({
  deps,
  workflows: allWorkflows(services),
  stopping: stop.signal,
  onTrouble: trouble,
})
const reconciler = new VdcReconciler({
  deps,
  boundaries: cached(5_000, () => loadBoundaries(db)),
  onTrouble: trouble,
})
const loop = new ReconcileLoop({ db, owner, reconciler, live, stopping: stop.signal, onTrouble: trouble })
const clusterWatch = new ClusterWatch({
  deps,
  stopping: stop.signal,
  onTrouble: trouble,
  onStopped: (vdcId) => loop.wake(vdcId, 20),
})

/** Answers from memory for `forMs`; released class versions never change, new ones may wait that long. */
function cached<T>(forMs: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { value: T; until: number } | null = null
  return async () => {
    const now = systemClock.now().getTime()
    if (!kept || kept.until < now) kept = { value: await read(), until: now + forMs }
    return kept.value
  }
}

async function main(): Promise<void> {
  await live.start()
  await launchWorkflows(e.DATABASE_URL)
  const power = e.POWER_ON_NODES ? powerOnAll(deps, trouble) : { assigned: Promise.resolve(0), all: Promise.resolve(0) }
  // Before the loop looks: a node that is only being switched on is not lost.
  await power.assigned
  live.onChange(({ topic }) => {
    if (topic === "operation") void runner.dispatch().catch((error: unknown) => trouble(error, "start operations"))
  })
  const turn = (seconds: number, what: string, work: () => Promise<unknown>) =>
    every(
      seconds,
      stop.signal,
      async () => void (await work()),
      (error) => trouble(error, what),
    )
  turn(1, "start operations", () => runner.dispatch())
  turn(4, "take over operations", () => runner.adopt())
  turn(4, "heartbeat", () => beat(db, owner, "worker", systemClock.now()))
  turn(2, "send mail", () => sendDueMail(deps, systemClock.now()))
  turn(600, "forget what expired", () => forgetExpired(deps, systemClock.now()))
  void power.all.then((count) => {
    log.info(`${count} nodes switched on`)
    turn(3, "watch free nodes", () => watchFreeNodes(deps, trouble))
  })
  turn(5, "watch clusters", () => clusterWatch.turn())
  turn(30, "empty the trash", () => purgeTrash(deps, systemClock.now()))
  turn(60, "close periods that ended", () => services.billing.closeDuePeriods(100))
  loop.start()
  log.info("worker is ready")
}

async function shutDown(): Promise<void> {
  if (stop.signal.aborted) return
  stop.abort()
  log.info("worker stops")
  await loop.stop()
  await live.close()
  await db.$disconnect()
  // Workflows that wait stand still on purpose; the next process resumes them from their last finished step.
  process.exit(0)
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    shutDown().catch((error: unknown) => {
      log.error({ err: error }, "could not stop in order")
      process.exit(1)
    })
  })

main().catch((error: unknown) => {
  log.fatal({ err: error }, "worker could not start")
  process.exit(1)
})
