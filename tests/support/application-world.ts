import type { Blueprint } from "@/lib/blueprint/document"
import { newId } from "@/lib/ids"
import type { OperationOut } from "@/lib/schemas/operation"
import { seedCatalog } from "@/prisma/seed/catalog"
import { seedHosting } from "@/prisma/seed/hosting"
import { type Db, openDatabase } from "@/server/db"
import { type Caller, openTenant, type TenantScope } from "@/server/domain/access"
import { loadBoundaries } from "@/server/domain/catalog"
import type { Deps } from "@/server/domain/deps"
import { LiveChanges } from "@/server/domain/monitoring"
import { moveOperation, type RunningOperation, type Step } from "@/server/domain/operation"
import { createFakeFabric, type FakeFabric, ManualClock } from "@/server/fabric/fake"
import { buildServices, type Services } from "@/server/services"
import { VdcReconciler } from "@/server/worker/reconcile/reconcile-vdc"
import { allWorkflows } from "@/server/worker/workflows/all-workflows"
import { createTestDatabase } from "./database"
import { depsInMemory } from "./deps-in-memory"

const start = Date.parse("2026-03-01T12:00:00Z")

/**
 * One company with an active VDC of three nodes, a real database, a fabric in memory and one clock for all of it. Operations run
 * their real workflows step by step, with the real reconcile loop turning between two looks: no timers, no waiting.
 */
export class ApplicationWorld {
  readonly troubles: string[] = []
  private readonly vdcIds: string[] = []
  private constructor(
    readonly db: Db,
    readonly web: Services,
    readonly worker: Services,
    readonly fabric: FakeFabric,
    readonly clock: ManualClock,
    readonly scope: TenantScope,
    readonly vdcId: string,
    private readonly fabrics: Map<string, FakeFabric>,
    private reconciler: VdcReconciler,
    private readonly closeAll: () => Promise<void>,
  ) {}

  static async open(options: { package?: string; mirrors?: "live" | "periodic" } = {}): Promise<ApplicationWorld> {
    const database = await createTestDatabase()
    const db = openDatabase(database.workerUrl, { max: 10, name: "test-worker" })
    const webDb = openDatabase(database.webUrl, { max: 6, name: "test-web" })
    await seedCatalog(db)
    await seedHosting(db)
    const clock = new ManualClock(start)
    const fabric = createFakeFabric({ clock, mirrors: options.mirrors ?? "live" })
    const fabrics = new Map<string, FakeFabric>()
    const fabricOf: Deps["fabricOf"] = ({ id }) => fabrics.get(id) ?? fabric
    const shared = depsInMemory(clock, fabricOf)
    const live = new LiveChanges(database.workerUrl, (error) => console.error(error))
    const web = buildServices({ ...shared, db: webDb, providerDb: webDb }, live)
    const worker = buildServices({ ...shared, db, providerDb: db }, live)
    const tenant = await db.tenant.create({ data: { slug: "acme", name: "Acme", billingAnchor: new Date(start) } })
    const caller: Caller = {
      kind: "api_key",
      keyId: newId(),
      userId: newId(),
      tenantId: tenant.id,
      role: "owner",
      address: "192.0.2.1",
    }
    const scope = await openTenant(webDb, caller, undefined, "vdc:create")
    const troubles: string[] = []
    const boundaries = await loadBoundaries(db)
    const reconciler = new VdcReconciler({
      deps: worker.deps,
      boundaries: async () => boundaries,
      onTrouble: (error, what) => troubles.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
    })
    const ordered = await web.vdcs.create(scope, {
      name: "Shop",
      dataCenter: "ams",
      package: options.package ?? "team",
    })
    const world = new ApplicationWorld(
      db,
      web,
      worker,
      fabric,
      clock,
      scope,
      ordered.subject.id,
      fabrics,
      reconciler,
      async () => {
        await Promise.all([db.$disconnect(), webDb.$disconnect()])
        await database.drop()
      },
    )
    world.troubles.push(...troubles)
    world.vdcIds.push(world.vdcId)
    await world.finish(ordered)
    return world
  }

  /** Another VDC, in a data center whose machines have a fabric of their own. */
  async openElsewhere(name: string, dataCenter: string): Promise<{ vdcId: string; fabric: FakeFabric }> {
    const { id } = await this.db.dataCenter.findUniqueOrThrow({ where: { slug: dataCenter } })
    const fabric = createFakeFabric({ clock: this.clock, mirrors: this.fabric.mirrors })
    this.fabrics.set(id, fabric)
    const ordered = await this.web.vdcs.create(this.scope, { name, dataCenter, package: "team" })
    const vdcId = ordered.subject.id
    this.vdcIds.push(vdcId)
    await this.finish(ordered)
    return { vdcId, fabric }
  }

  /** An active VDC of another company. */
  async foreignVdc(dataCenter: string): Promise<string> {
    const billingAnchor = new Date(this.clock.now())
    const { id: tenantId } = await this.db.tenant.create({ data: { slug: "other", name: "Other", billingAnchor } })
    const { packageId } = await this.db.vdc.findUniqueOrThrow({ where: { id: this.vdcId } })
    const { id: dataCenterId } = await this.db.dataCenter.findUniqueOrThrow({ where: { slug: dataCenter } })
    const data = {
      id: newId(),
      tenantId,
      slug: "theirs",
      name: "Theirs",
      dataCenterId,
      packageId,
      state: "active",
    } as const
    return (await this.db.vdc.create({ data })).id
  }

  /** One pass of the loop over each VDC, then time goes on a little. */
  async pass(advanceMs = 100): Promise<boolean> {
    let moving = false
    for (const vdcId of this.vdcIds) moving = (await this.reconciler.pass(vdcId, this.scope.tenantId)) || moving
    await this.clock.advance(advanceMs)
    return moving
  }

  /** Passes until nothing moves any more (at most `limit`). */
  async settle(limit = 40): Promise<void> {
    for (let i = 0; i < limit; i++) if (!(await this.pass())) return
    throw new Error(`still moving after ${limit} passes: ${this.troubles.join("; ")}`)
  }

  /** A worker that starts again: it has forgotten whatever it kept in memory. */
  forget(): void {
    const { deps } = this.worker
    const boundaries = loadBoundaries(this.db)
    this.reconciler = new VdcReconciler({
      deps,
      boundaries: () => boundaries,
      onTrouble: (error, what) => this.troubles.push(`${what}: ${String(error)}`),
    })
  }

  /** Runs an operation's workflow to its end, the loop turning while it waits. */
  async finish(operation: OperationOut): Promise<void> {
    const row = await this.db.operation.findUniqueOrThrow({ where: { id: operation.id } })
    await moveOperation(this.db, row.id, "running", new Date(this.clock.now()))
    const workflow = allWorkflows(this.worker)[row.kind]
    if (!workflow) throw new Error(`no workflow for ${row.kind}`)
    const running: RunningOperation = {
      id: row.id,
      tenantId: row.tenantId,
      kind: row.kind,
      subjectId: row.subjectId,
      input: row.input,
    }
    const step = (async (_name, fn) => fn(async () => undefined)) as Step
    step.until = async (name, check) => {
      for (let looks = 0; looks < 200; looks++) {
        if ((await check()) === true) return
        await this.pass()
      }
      throw new Error(`${name}: ${await check()} (${this.troubles.join("; ")})`)
    }
    await workflow(step, running)
    await moveOperation(this.db, row.id, "succeeded", new Date(this.clock.now()))
  }

  async provision(name: string, template = "scalable-web", components = {}): Promise<string> {
    const operation = await this.web.applications.create(this.scope, {
      vdcId: this.vdcId,
      template,
      name,
      components,
      start: true,
    })
    await this.finish(operation)
    return operation.subject.id
  }

  /** Onto the revision that is wanted, followed to its end. */
  async apply(
    applicationId: string,
    blueprint: Blueprint,
    { message = "", start = false } = {},
  ): Promise<OperationOut> {
    const baseRevision = (await this.application(applicationId)).revision.number
    const input = { applicationId, blueprint, baseRevision, message, start }
    const operation = await this.web.applications.apply(this.scope, input)
    await this.finish(operation)
    await this.settle()
    return operation
  }

  application(id: string) {
    return this.web.applications.get(this.scope, id)
  }

  close(): Promise<void> {
    return this.closeAll()
  }
}
