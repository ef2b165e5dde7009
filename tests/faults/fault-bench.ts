import { randomBytes } from "node:crypto"
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { newId } from "@/lib/ids"
import { applyMigrations } from "@/prisma/migrate/apply-migrations"
import { seedCatalog } from "@/prisma/seed/catalog"
import { seedHosting } from "@/prisma/seed/hosting"
import { bundleProcesses } from "@/scripts/build/bundle-processes"
import { root } from "@/scripts/build/content-stamp"
import type { PostgresServer } from "@/scripts/postgres/postgres-server"
import {
  ensureDatabase,
  ensureRoles,
  type LoginRole,
  loginRoles,
  type RolePasswords,
  urlAs,
} from "@/scripts/postgres/roles"
import { type Db, openDatabase } from "@/server/db"
import { openProvider, openTenant, type TenantScope } from "@/server/domain/access"
import { systemClock } from "@/server/domain/clock"
import type { Deps } from "@/server/domain/deps"
import { LiveChanges } from "@/server/domain/monitoring"
import { bundleEmbedded } from "@/server/fabric/embedded/bundle"
import { createEmbeddedFabric } from "@/server/fabric/embedded/embedded-fabric"
import type { FabricDriver } from "@/server/fabric/fabric-driver"
import { FakeClusterGate } from "@/server/fabric/fake"
import { buildServices, type Services } from "@/server/services"
import { startThrowaway } from "../support/database-server"
import { type WorkflowRow, workflowsOf } from "../support/workflow-rows"
import { measured, seconds, until } from "./until"
import { WorkerProcess } from "./worker-process"

/** A company with an active VDC of two nodes. */
export type Customer = { scope: TenantScope; tenantId: string; vdcId: string }

/** Everything real but the browser: PostgreSQL, workers and nodes as processes, use cases called as web calls them. */
export type FaultBench = {
  postgres: PostgresServer
  dataDir: string
  /** Sees everything; for looking, not for acting. */
  db: Db
  web: Services
  webUrl: string
  live: LiveChanges
  fabric: FabricDriver
  fabricOf: Deps["fabricOf"]
  provider: ReturnType<typeof openProvider>
  worker(name: string): WorkerProcess
  customer(name: string): Promise<Customer>
  nodeDirectory(nodeId: string): string
  /** What the workflow library keeps of the operations; its schema is for the database's owner alone. */
  workflows(): Promise<WorkflowRow[]>
  close(): Promise<void>
}

/** Bundled once per run of the tests; below the checkout, since packages are found from where a bundle lies. */
let bundles: Promise<{ workerScript: string; agentScript: string }> | undefined
const bundled = () => {
  bundles ??= (async () => {
    const outDir = join(root, "dist", "faults")
    await mkdir(outDir, { recursive: true })
    await bundleProcesses(outDir)
    const { agentScript } = await bundleEmbedded(join(outDir, "embedded"))
    return { workerScript: join(outDir, "worker.mjs"), agentScript }
  })()
  return bundles
}

async function migrate(postgres: PostgresServer) {
  await ensureDatabase(postgres.url("postgres"), "gridline")
  const owner = postgres.url("gridline")
  const passwords = Object.fromEntries(loginRoles.map((role) => [role, "faults"])) as RolePasswords
  await ensureRoles(owner, passwords)
  await applyMigrations({ databaseUrl: owner })
  const as = (role: LoginRole) => urlAs(owner, role, passwords[role])
  return { owner, web: as("gridline_web"), provider: as("gridline_provider"), worker: as("gridline_worker") }
}

/** The seeded sites, with `count` small nodes in Amsterdam and none elsewhere. */
async function seedNodes(db: Db, count: number): Promise<void> {
  await seedHosting(db)
  await seedCatalog(db)
  await db.node.deleteMany()
  const { id: dataCenterId } = await db.dataCenter.findUniqueOrThrow({ where: { slug: "ams" } })
  const { id: machineClassId } = await db.machineClass.findUniqueOrThrow({ where: { slug: "small" } })
  await db.node.createMany({
    data: Array.from({ length: count }, (_, i) => ({
      dataCenterId,
      machineClassId,
      name: `ams-n${i + 1}`,
      rack: `r${i}`,
    })),
  })
}

export async function openFaultBench(nodes: number): Promise<FaultBench> {
  const { workerScript, agentScript } = await bundled()
  const dataDir = await mkdtemp(join(tmpdir(), "gridline-faults-"))
  await chmod(dataDir, 0o711) // databases of components may run as another user, who has to pass through
  // Durable: what was committed must be there after an immediate shutdown.
  const { postgres, close: closePostgres } = await startThrowaway(true)
  const urls = await migrate(postgres)
  const trouble = (error: unknown) => process.stdout.write(`  (live: ${String(error)})\n`)
  const db = openDatabase(urls.worker, { max: 4, name: "faults-observer" })
  const webDb = openDatabase(urls.web, { max: 8, name: "faults-web" })
  const providerDb = openDatabase(urls.provider, { max: 4, name: "faults-provider" })
  await seedNodes(db, nodes)
  const encryptionKey = randomBytes(32).toString("base64")
  const fabric = createEmbeddedFabric({ dataDir, agentScript })
  const settings = {
    portalUrl: "http://localhost:1",
    edgeDomain: "localhost",
    edgePort: 2,
    dataDir,
    encryptionKey,
    smtpUrl: null,
    mailFrom: "portal@example.com",
    mirrorSeconds: 60,
  }
  const live = new LiveChanges(urls.web, trouble)
  const web = buildServices(
    { db: webDb, providerDb, clock: systemClock, fabricOf: () => fabric, clusters: new FakeClusterGate(), settings },
    live,
  )
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "/",
    LOG_LEVEL: "info",
    DATA_DIR: dataDir,
    BUNDLE_DIR: join(agentScript, ".."),
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: encryptionKey,
    DATABASE_URL: urls.owner,
    WORKER_DATABASE_URL: urls.worker,
    POWER_ON_NODES: "1",
  }
  const workers = new Map<string, WorkerProcess>()
  const worker = (name: string) => {
    const known = workers.get(name) ?? new WorkerProcess(name, { script: workerScript, dataDir, environment })
    workers.set(name, known)
    return known
  }
  const nodeDirectory = (nodeId: string) => join(dataDir, "nodes", nodeId)
  const provider = openProvider({
    kind: "api_key",
    keyId: newId(),
    userId: newId(),
    tenantId: null,
    role: null,
    address: "",
  })
  const close = async () => {
    await Promise.all([...workers.values()].map((each) => each.kill()))
    const all = await db.node.findMany({ select: { id: true } })
    await Promise.all(all.map(({ id }) => fabric.retireNode(id, AbortSignal.timeout(30_000))))
    await live.close()
    await Promise.all([db, webDb, providerDb].map((each) => each.$disconnect()))
    await closePostgres()
    if (process.env.FAULTS_KEEP) return
    await rm(dataDir, { recursive: true, force: true })
  }
  const workflows = () => workflowsOf(urls.owner)
  const bench = {
    workflows,
    postgres,
    dataDir,
    db,
    web,
    webUrl: urls.web,
    live,
    fabric,
    fabricOf: () => fabric,
    provider,
    worker,
    nodeDirectory,
    close,
  }
  return { ...bench, customer: (name) => makeCustomer(bench, webDb, name) }
}

async function makeCustomer(bench: Pick<FaultBench, "db" | "web">, webDb: Db, name: string): Promise<Customer> {
  const { id: tenantId } = await bench.db.tenant.create({
    data: { slug: name, name, billingAnchor: new Date("2026-01-01T00:00:00Z") },
  })
  const caller = { kind: "api_key", keyId: newId(), userId: newId(), tenantId, role: "owner", address: "" } as const
  const scope = await openTenant(webDb, caller, undefined, "vdc:create")
  const operation = await bench.web.vdcs.create(scope, { name, slug: name, dataCenter: "ams", package: "starter" })
  const vdcId = operation.subject.id
  const took = await until(`VDC ${name} is active`, 60_000, async () => {
    const vdc = await bench.web.vdcs.get(scope, vdcId)
    return vdc.state === "active" || `${vdc.state} ${vdc.waitingReason ?? ""}`
  })
  measured(`VDC ${name} active after`, seconds(took))
  return { scope, tenantId, vdcId }
}

/** Small, so that ten sites fit on one node of four cores: the other one may be away. */
const small = { cpuMillis: 100, memoryMib: 128 }

export async function provisionSite(bench: FaultBench, customer: Customer, name: string): Promise<string> {
  const operation = await bench.web.applications.create(customer.scope, {
    vdcId: customer.vdcId,
    template: "static-site",
    name,
    components: { gateway: small, web: small, nas: small },
    start: true,
  })
  return operation.subject.id
}

/** Where visitors would be led: the gateway's own address. */
export async function gatewayUrl(bench: FaultBench, applicationId: string): Promise<string> {
  const gateway = await bench.db.component.findFirstOrThrow({ where: { applicationId, name: "gateway" } })
  const [address] = Object.values(gateway.inputs as Record<string, { host: string; port: number }>)
  if (!address) throw new Error(`the gateway has no address: it is ${gateway.state} (${gateway.reason ?? ""})`)
  return `http://${address.host}:${address.port}/`
}

export const untilAllRun = (bench: FaultBench, applicationIds: readonly string[], withinMs: number): Promise<number> =>
  until("all components run", withinMs, async () => {
    const rows = await bench.db.component.findMany({ where: { applicationId: { in: [...applicationIds] } } })
    const missing = rows.filter((c) => c.state !== "running")
    return (
      (rows.length > 0 && missing.length === 0) ||
      missing.map((c) => `${c.path} ${c.state} ${c.reason ?? ""}`).join("\n")
    )
  })
