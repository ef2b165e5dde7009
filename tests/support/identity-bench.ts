import { randomBytes } from "node:crypto"
import type { TenantRole } from "@/lib/schemas/identity"
import { appRouter } from "@/server/api/root"
import { type Db, openDatabase } from "@/server/db"
import type { Caller } from "@/server/domain/access"
import type { Deps } from "@/server/domain/deps"
import { deliverDueMail, type OutgoingMail } from "@/server/domain/identity"
import { LiveChanges } from "@/server/domain/monitoring"
import { FakeClusterGate } from "@/server/fabric/fake"
import { buildServices, type Services } from "@/server/services"
import { createTestDatabase, type TestDatabase } from "./database"

export const goodPassword = "violet anchor sings quietly"

/** A clock that stands still until it is moved. */
export class StillClock {
  constructor(private at: Date) {}
  now = (): Date => new Date(this.at)
  forward(seconds: number): void {
    this.at = new Date(this.at.getTime() + seconds * 1000)
  }
}

export type Person = { userId: string; email: string; password: string; caller: Extract<Caller, { kind: "session" }> }
export type Company = { id: string; slug: string; name: string; owner: Person }

/** The portal's services on a database of their own, with people to try them as. Mail is handed over instead of sent. */
export class IdentityBench {
  private made = 0
  private constructor(
    readonly database: TestDatabase,
    readonly deps: Deps,
    readonly clock: StillClock,
    readonly services: Services,
    /** Sees all rows. */
    readonly worker: Db,
  ) {}

  static async open(): Promise<IdentityBench> {
    const database = await createTestDatabase()
    const clock = new StillClock(new Date("2026-03-10T12:00:00Z"))
    const deps: Deps = {
      db: openDatabase(database.webUrl, { max: 8, name: "test-web" }),
      providerDb: openDatabase(database.providerUrl, { max: 2, name: "test-provider" }),
      clock,
      clusters: new FakeClusterGate(),
      fabricOf: () => {
        throw new Error("identity asks no fabric")
      },
      settings: {
        portalUrl: "http://portal.test:3000",
        edgeDomain: "localhost",
        edgePort: 8080,
        dataDir: "/nonexistent",
        encryptionKey: randomBytes(32).toString("base64"),
        smtpUrl: null,
        mailFrom: "gridline@portal.test",
        mirrorSeconds: 60,
      },
    }
    const live = new LiveChanges(database.webUrl, (error) => {
      throw error
    })
    const worker = openDatabase(database.workerUrl, { max: 4, name: "test-worker" })
    return new IdentityBench(database, deps, clock, buildServices(deps, live), worker)
  }

  async close(): Promise<void> {
    await Promise.all([this.deps.db, this.deps.providerDb, this.worker].map((db) => db.$disconnect()))
    await this.database.drop()
  }

  get identity(): Services["identity"] {
    return this.services.identity
  }

  /** What a procedure sees; each person comes from an address of their own. */
  api(caller: Caller | null, address = caller?.address ?? "192.0.2.1") {
    return appRouter.createCaller({ caller, services: this.services, address, userAgent: "vitest" })
  }

  /** Delivers what waits and returns it. */
  async mails(): Promise<OutgoingMail[]> {
    const out: OutgoingMail[] = []
    await deliverDueMail({ ...this.deps, db: this.worker }, async (mail) => void out.push(mail), this.clock.now())
    return out
  }

  /** The token in the newest waiting mail to `email`. */
  async mailedToken(email: string): Promise<string> {
    const mail = (await this.mails()).filter(({ to }) => to === email).at(-1)
    const token = /token=([\w-]+)/.exec(mail?.text ?? "")?.[1]
    if (!token) throw new Error(`no link was mailed to ${email}`)
    return token
  }

  newEmail(): string {
    this.made += 1
    return `person${this.made}@example.test`
  }

  from(address = `198.51.100.${this.made % 250}`) {
    return { address, userAgent: "vitest" }
  }

  async signIn(email: string, password = goodPassword): Promise<Person> {
    const from = this.from()
    const { userId, sessionId } = await this.identity.signIn({ email, password }, from)
    const isProvider = false
    return {
      userId,
      email,
      password,
      caller: { kind: "session", userId, sessionId, isProvider, address: from.address },
    }
  }

  /** Signed up, confirmed and signed in. */
  async company(name = "Acme"): Promise<Company> {
    const email = this.newEmail()
    const password = goodPassword
    await this.identity.signUp({ company: name, name: "Olive Owner", email, password }, this.from())
    await this.identity.verifyEmail(await this.mailedToken(email), this.from())
    const owner = await this.signIn(email)
    const tenant = (await this.identity.whoAmI(owner.caller)).tenants[0]
    if (!tenant) throw new Error("no company was made")
    return { id: tenant.id, slug: tenant.slug, name, owner }
  }

  /** A newcomer who accepted an invitation of the company's owner. */
  async member(company: Company, role: TenantRole): Promise<Person> {
    const email = this.newEmail()
    await this.api(company.owner.caller).invitations.create({ tenantId: company.id, email, role })
    const token = await this.mailedToken(email)
    await this.identity.invitations.accept(null, { token, name: `Max ${role}`, password: goodPassword }, this.from())
    return this.signIn(email)
  }

  /** Web process's view: what the person may see of a company. */
  scope(person: Person, company: { id: string }) {
    return this.services.access.openTenant(person.caller, company.id, "tenant:read")
  }

  auditActions(tenantId: string): Promise<string[]> {
    return this.worker.auditEvent
      .findMany({ where: { tenantId }, orderBy: { id: "asc" } })
      .then((rows) => rows.map(({ action }) => action))
  }
}
