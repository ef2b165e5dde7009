import { newId } from "@/lib/ids"
import type { TenantRole } from "@/lib/schemas/identity"
import { seedHosting } from "@/prisma/seed/hosting"
import { type Db, openDatabase } from "@/server/db"
import { type Caller, openProvider, openTenant, type TenantScope } from "@/server/domain/access"
import { systemClock } from "@/server/domain/clock"
import type { Deps } from "@/server/domain/deps"
import { LiveChanges } from "@/server/domain/monitoring"
import type { RunningOperation, Step, Workflow } from "@/server/domain/operation"
import { FakeClusterGate, FakeFabric } from "@/server/fabric/fake"
import { buildServices, type Services } from "@/server/services"
import { createTestDatabase } from "./database"

/** Partners, packages and nodes as seeded; services as web and as worker; a fabric in memory. */
export type HostingFixture = {
  web: Services
  worker: Services
  workerDb: Db
  fabric: FakeFabric
  clusters: FakeClusterGate
  /** A company and the way into it. */
  tenant: (name: string) => Promise<{ id: string; scope: TenantScope; caller: (role: TenantRole) => Caller }>
  provider: ReturnType<typeof openProvider>
  providerCaller: Caller
  close: () => Promise<void>
}

export async function openHostingFixture(): Promise<HostingFixture> {
  const database = await createTestDatabase()
  const workerDb = openDatabase(database.workerUrl, { max: 12, name: "test-worker" })
  const webDb = openDatabase(database.webUrl, { max: 6, name: "test-web" })
  const providerDb = openDatabase(database.providerUrl, { max: 4, name: "test-provider" })
  await seedHosting(workerDb)
  const fabric = new FakeFabric()
  const clusters = new FakeClusterGate()
  const shared: Omit<Deps, "db" | "providerDb"> = {
    clock: systemClock,
    fabricOf: () => fabric,
    clusters,
    settings: {
      portalUrl: "http://localhost:1",
      edgeDomain: "localhost",
      edgePort: 2,
      dataDir: "/nonexistent",
      encryptionKey: Buffer.alloc(32).toString("base64"),
      smtpUrl: null,
      mailFrom: "portal@example.com",
      mirrorSeconds: 60,
    },
  }
  const live = () => new LiveChanges(database.workerUrl, (error) => console.error(error))
  const web = buildServices({ ...shared, db: webDb, providerDb }, live())
  const worker = buildServices({ ...shared, db: workerDb, providerDb: workerDb }, live())
  const key = (tenantId: string | null, role: TenantRole | null): Caller => ({
    kind: "api_key",
    keyId: newId(),
    userId: newId(),
    tenantId,
    role,
    address: "192.0.2.1",
  })
  const providerCaller = key(null, null)
  return {
    web,
    worker,
    workerDb,
    fabric,
    clusters,
    tenant: async (name) => {
      const { id } = await workerDb.tenant.create({
        data: { id: newId(), slug: name.toLowerCase(), name, billingAnchor: new Date("2026-01-01T00:00:00Z") },
      })
      const caller = (role: TenantRole) => key(id, role)
      return { id, caller, scope: await openTenant(webDb, caller("owner"), undefined, "vdc:create") }
    },
    provider: openProvider(providerCaller),
    providerCaller,
    close: async () => {
      await Promise.all([workerDb.$disconnect(), webDb.$disconnect(), providerDb.$disconnect()])
      await database.drop()
    },
  }
}

/** Runs a workflow here and now, without its durability: what its steps do is what is tried. `until` looks every 20 ms. */
export async function runWorkflow(workflow: Workflow, operation: RunningOperation): Promise<string[]> {
  const names: string[] = []
  const step = (async (name, fn) => {
    names.push(name)
    return fn(async () => undefined)
  }) as Step
  step.until = async (name, check, { timeoutSeconds = 10 }) => {
    names.push(name)
    const deadline = Date.now() + timeoutSeconds * 1_000
    for (let answer = await check(); answer !== true; answer = await check()) {
      if (Date.now() > deadline) throw new Error(`${name}: ${answer}`)
      await new Promise((done) => setTimeout(done, 20))
    }
  }
  await workflow(step, operation)
  return names
}
