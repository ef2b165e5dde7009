import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { mayDo } from "@/lib/permissions"
import type { TenantRole } from "@/lib/schemas/identity"
import { seedCatalog } from "@/prisma/seed/catalog"
import { seedHosting } from "@/prisma/seed/hosting"
import { appRouter } from "@/server/api/root"
import type { AccessMeta, ApiMeta } from "@/server/api/trpc"
import type { Db } from "@/server/db"
import { openDatabase } from "@/server/db"
import type { Caller } from "@/server/domain/access"
import { systemClock } from "@/server/domain/clock"
import { LiveChanges } from "@/server/domain/monitoring"
import { createFakeFabric, FakeClusterGate } from "@/server/fabric/fake"
import { buildServices, type Services } from "@/server/services"
import { type Company, seedCompany } from "../support/company-fixture"
import { createTestDatabase, type TestDatabase } from "../support/database"
import { exampleInputs } from "./example-inputs"

type Procedure = { _def: { type: "query" | "mutation" | "subscription"; meta?: ApiMeta; output?: unknown } }
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
const accessOf = ({ _def }: Procedure): AccessMeta | undefined => _def.meta?.access
const withAccess = (kind: "permission" | "provider" | "signedIn" | "open") =>
  procedures.filter(([, p]) => kind in (accessOf(p) ?? {})).map(([path, p]) => ({ path, p, type: p._def.type }))

const ofTenants = withAccess("permission")
const ofProvider = withAccess("provider")
const ofSignedIn = withAccess("signedIn")

let database: TestDatabase
let dbs: Db[] = []
let services: Services
let ours: Company
let theirs: Company

beforeAll(async () => {
  database = await createTestDatabase()
  const open = (url: string, name: string) => openDatabase(url, { max: 4, name })
  const worker = open(database.workerUrl, "test-worker")
  const db = open(database.webUrl, "test-web")
  const providerDb = open(database.providerUrl, "test-provider")
  dbs = [worker, db, providerDb]
  await seedHosting(worker)
  await seedCatalog(worker)
  ours = await seedCompany(worker, "ours")
  theirs = await seedCompany(worker, "theirs")
  const fabric = createFakeFabric()
  const live = new LiveChanges(database.webUrl, (error) => console.error(error))
  services = buildServices(
    {
      db,
      providerDb,
      clock: systemClock,
      fabricOf: () => fabric,
      clusters: new FakeClusterGate(),
      settings: {
        portalUrl: "http://portal.test",
        edgeDomain: "localhost",
        edgePort: 8080,
        dataDir: "/nonexistent",
        encryptionKey: Buffer.alloc(32).toString("base64"),
        smtpUrl: null,
        mailFrom: "gridline@portal.test",
        mirrorSeconds: 60,
      },
    },
    live,
  )
})
afterAll(async () => {
  await Promise.all(dbs.map((db) => db.$disconnect()))
  await database?.drop()
})

const address = "192.0.2.1"
const sessionOf = (it: Company, role: TenantRole = "owner"): Caller => {
  const { userId, sessionId } = it.members[role]
  return { kind: "session", userId, sessionId, isProvider: false, address }
}
const keyOf = (it: Company, role: TenantRole = "owner"): Caller => {
  const { userId } = it.members[role]
  return { kind: "api_key", keyId: newId(), userId, tenantId: it.tenantId, role, address }
}
const providerKey: Caller = { kind: "api_key", keyId: newId(), userId: newId(), tenantId: null, role: null, address }

/** Calls it as the server would and gives what came of it: a code, or the JSON of the answer. */
async function call(path: string, caller: Caller | null, input: object): Promise<{ code: string; json: string }> {
  const api = appRouter.createCaller({ caller, services, address, userAgent: "test" })
  const act = path.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], api) as (
    input: object,
  ) => Promise<unknown>
  try {
    const answer = await act(input)
    if (answer && typeof answer === "object" && Symbol.asyncIterator in answer) return { code: "STREAM", json: "" }
    return { code: "OK", json: JSON.stringify(answer) }
  } catch (error) {
    if (error instanceof Error && "code" in error) return { code: String(error.code), json: error.message }
    throw error
  }
}

const inputFor = (path: string, it: Company) => exampleInputs[path]?.(it) ?? {}
const secretsOf = (it: Company): string[] => [
  it.tenantId,
  it.vdcId,
  it.applicationId,
  it.componentId,
  it.volumeId,
  it.operationId,
  it.invoiceId,
  it.userId,
  it.slug,
]

describe("every procedure", () => {
  test("declares exactly one kind of access", () => {
    const wrong = procedures.filter(([, p]) => Object.keys(accessOf(p) ?? {}).length !== 1).map(([path]) => path)
    expect(wrong).toEqual([])
  })

  test("has an example input, and no example is left over", () => {
    const paths = procedures.map(([path]) => path).sort()
    expect(Object.keys(exampleInputs).sort()).toEqual(paths)
  })

  test("declares its output; a subscription streams", () => {
    const silent = procedures.filter(([, p]) => p._def.type !== "subscription" && !p._def.output).map(([path]) => path)
    expect(silent).toEqual([])
  })

  test("in REST: acts that take long answer 202, others do not say they do", () => {
    for (const [path, { _def }] of procedures) if (_def.meta?.accepted) expect(_def.type, path).toBe("mutation")
  })
})

describe("nobody", () => {
  test.each([...ofTenants, ...ofProvider, ...ofSignedIn])("is asked to sign in by $path", async ({ path }) => {
    expect((await call(path, null, inputFor(path, ours))).code).toBe("UNAUTHORIZED")
  })
})

describe("a stranger", () => {
  test.each(ofTenants)("who is signed in and names our company finds nothing: $path", async ({ path }) => {
    const input = { ...inputFor(path, ours), tenantId: ours.tenantId }
    for (const caller of [sessionOf(theirs), keyOf(theirs)]) {
      const { code, json } = await call(path, caller, input)
      expect(code).toBe("NOT_FOUND")
      for (const secret of secretsOf(ours)) expect(json).not.toContain(secret)
    }
  })

  test.each(ofTenants)("whose own company is named does not reach our rows: $path", async ({ path }) => {
    const input = inputFor(path, ours)
    const ids = [...Object.values(ours), ...Object.values(ours.members).map((m) => m.userId)]
    const rows = Object.values(input).filter((value) => ids.includes(value as string))
    for (const caller of [keyOf(theirs), sessionOf(theirs)]) {
      const given = caller.kind === "session" ? { ...input, tenantId: theirs.tenantId } : input
      // An act that names no row of ours is their own business.
      if (rows.length === 0) continue
      const { code, json } = await call(path, caller, given)
      // A list filtered by somebody else's id is empty; whatever names a row of ours has not found it.
      if (code === "OK")
        for (const secret of [...secretsOf(ours), ...rows.map(String)]) expect(json).not.toContain(secret)
      else expect(code).toBe(path === "live.changes" ? "STREAM" : "NOT_FOUND")
    }
  })

  test.each(ofTenants)("with the provider's key finds no company: $path", async ({ path }) => {
    expect((await call(path, providerKey, inputFor(path, ours))).code).toBe("NOT_FOUND")
  })
})

describe("a row that never was", () => {
  const byId = ofTenants.filter(({ path }) =>
    /\.(get|start|stop|restart|scale|delete|revoke|remove|resend)$/.test(path),
  )
  test.each(byId)("is not found, as another company's is: $path", async ({ path }) => {
    const input = Object.fromEntries(
      Object.entries(inputFor(path, ours)).map(([name, value]) => [name, /Id$/.test(name) ? newId() : value]),
    )
    if (!Object.keys(input).some((name) => /Id$/.test(name))) return
    const unknown = await call(path, keyOf(theirs), input)
    const foreign = await call(path, keyOf(theirs), inputFor(path, ours))
    expect(unknown.code).toBe("NOT_FOUND")
    expect(foreign).toEqual(unknown)
  })
})

const roles: readonly TenantRole[] = ["owner", "admin", "engineer", "billing", "viewer"]
const permissionOf = (p: Procedure) => {
  const access = accessOf(p)
  if (!access || !("permission" in access)) throw new Error("no permission")
  return access.permission
}

describe("a member", () => {
  test.each(ofTenants.filter(({ type }) => type === "mutation"))(
    "who may only look changes nothing: $path",
    async ({ path }) => {
      const input = inputFor(path, ours)
      expect((await call(path, keyOf(ours, "viewer"), input)).code).toBe("FORBIDDEN")
      expect((await call(path, sessionOf(ours, "viewer"), { ...input, tenantId: ours.tenantId })).code).toBe(
        "FORBIDDEN",
      )
    },
  )

  test.each(ofTenants)("without the permission is refused: $path", async ({ path, p }) => {
    const permission = permissionOf(p)
    for (const role of roles.filter((r) => !mayDo(r, permission)))
      expect((await call(path, keyOf(ours, role), inputFor(path, ours))).code, role).toBe("FORBIDDEN")
  })

  test.each(ofTenants.filter(({ type }) => type === "query"))("with it reads: $path", async ({ path, p }) => {
    const permission = permissionOf(p)
    for (const role of roles.filter((r) => mayDo(r, permission))) {
      const { code, json } = await call(path, keyOf(ours, role), inputFor(path, ours))
      // The fabric of these tests has no such node: it says so instead of the files and logs.
      expect(["OK", "SERVICE_UNAVAILABLE"], `${role}: ${json}`).toContain(code)
    }
  })

  test.each(ofProvider)("even an owner does not see that there is a provider's $path", async ({ path }) => {
    for (const caller of [sessionOf(ours), keyOf(ours)])
      expect((await call(path, caller, inputFor(path, ours))).code).toBe("NOT_FOUND")
  })

  test("does not end somebody else's session", async () => {
    const { code } = await call("sessions.revoke", sessionOf(theirs), { sessionId: ours.sessionId })
    expect(code).toBe("NOT_FOUND")
  })
})

describe("the provider", () => {
  test.each(ofProvider.filter(({ type }) => type === "query"))("reads $path", async ({ path }) => {
    expect((await call(path, providerKey, inputFor(path, ours))).code).toBe("OK")
  })
})
