import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { TenantRole } from "@/lib/schemas/identity"
import { type Company, IdentityBench, type Person } from "@/tests/support/identity-bench"
import { callerOfApiKey } from "./prove-caller"
import { hashToken } from "./secret-token"

let bench: IdentityBench
beforeAll(async () => {
  bench = await IdentityBench.open()
})
afterAll(() => bench.close())
beforeEach(() => bench.clock.forward(3600))

const make = (company: Company, person: Person, role: TenantRole, expiresInDays: number | null = 365) =>
  bench.api(person.caller).apiKeys.create({ tenantId: company.id, name: "Pipeline", role, expiresInDays })
const prove = (key: string) => callerOfApiKey(bench.deps.db, key, { now: bench.clock.now(), address: "192.0.2.44" })

describe("an API key", () => {
  test("is shown once and kept as a hash", async () => {
    const company = await bench.company()
    const { key, prefix } = await make(company, company.owner, "engineer")
    expect(key).toMatch(/^gl_[\w-]{43}$/)
    expect(key.startsWith(prefix)).toBe(true)
    const rows = await bench.worker.apiKey.findMany({ where: { tenantId: company.id } })
    expect(JSON.stringify(rows)).not.toContain(key)
    const { items } = await bench.api(company.owner.caller).apiKeys.list({ tenantId: company.id })
    expect(items).toMatchObject([{ name: "Pipeline", prefix, role: "engineer", lastUsedAt: null }])
    expect(JSON.stringify(items)).not.toContain(key)
  })

  test("acts for its maker in its company, and in no other", async () => {
    const [company, other] = [await bench.company(), await bench.company()]
    const { key } = await make(company, company.owner, "admin")
    const { caller } = await prove(key)
    expect(caller).toMatchObject({ kind: "api_key", tenantId: company.id, userId: company.owner.userId, role: "admin" })
    const api = bench.api(caller)
    expect((await api.me.get()).tenants).toMatchObject([{ id: company.id, role: "admin" }])
    expect((await api.members.list({})).items).toHaveLength(1)
    await expect(api.members.list({ tenantId: other.id })).rejects.toMatchObject({ code: "NOT_FOUND" })
    await expect(api.provider?.tenants?.list?.({}) ?? Promise.reject({ code: "NOT_FOUND" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    })
  })

  test("does nothing that is its person's own", async () => {
    const company = await bench.company()
    const api = bench.api((await prove((await make(company, company.owner, "owner")).key)).caller)
    const refused = { code: "FORBIDDEN" }
    await expect(api.sessions.list({})).rejects.toMatchObject(refused)
    await expect(api.identity.signOutEverywhere()).rejects.toMatchObject(refused)
    const change = { currentPassword: company.owner.password, newPassword: "a wholly new passphrase" }
    await expect(api.identity.changePassword(change)).rejects.toMatchObject(refused)
  })

  test("ends when revoked, at once, and is then gone from the list", async () => {
    const company = await bench.company()
    const { key, id } = await make(company, company.owner, "viewer")
    await bench.api(company.owner.caller).apiKeys.revoke({ tenantId: company.id, apiKeyId: id })
    expect(await prove(key)).toEqual({ caller: null, reason: "API key revoked" })
    expect((await bench.api(company.owner.caller).apiKeys.list({ tenantId: company.id })).items).toEqual([])
    const again = bench.api(company.owner.caller).apiKeys.revoke({ tenantId: company.id, apiKeyId: id })
    await expect(again).rejects.toMatchObject({ code: "NOT_FOUND" })
  })

  test("ends on its day, or never", async () => {
    const company = await bench.company()
    const short = await make(company, company.owner, "viewer", 1)
    const long = await make(company, company.owner, "viewer", null)
    bench.clock.forward(86_400)
    expect(await prove(short.key)).toEqual({ caller: null, reason: "API key expired" })
    expect((await prove(long.key)).caller).not.toBeNull()
  })

  test("cannot be made for more than its maker may", async () => {
    const company = await bench.company()
    const admin = await bench.member(company, "admin")
    await expect(make(company, admin, "owner")).rejects.toMatchObject({ code: "FORBIDDEN", cause: { field: "role" } })
    await expect(make(company, admin, "admin")).resolves.toBeDefined()
  })

  test("shrinks with its maker's role and ends when they leave", async () => {
    const company = await bench.company()
    const admin = await bench.member(company, "admin")
    const [strong, weak] = [await make(company, admin, "admin"), await make(company, admin, "billing")]
    const { members } = bench.api(company.owner.caller)
    const member = { tenantId: company.id, userId: admin.userId }
    await members.changeRole({ ...member, role: "viewer" })
    expect((await prove(strong.key)).caller).toMatchObject({ role: "viewer" })
    expect((await prove(weak.key)).caller).toMatchObject({ role: "billing" })
    await members.remove(member)
    expect((await prove(strong.key)).caller).toBeNull()
    // Even a key the removal had missed.
    await bench.worker.apiKey.updateMany({ where: { userId: admin.userId }, data: { revokedAt: null } })
    expect(await prove(strong.key)).toEqual({ caller: null, reason: "its maker left the company" })
  })

  test("notes its use once a minute", async () => {
    const company = await bench.company()
    const { key, id } = await make(company, company.owner, "viewer")
    const used = async () => (await bench.worker.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt
    await prove(key)
    const first = await used()
    expect(first).toEqual(bench.clock.now())
    bench.clock.forward(59)
    await prove(key)
    expect(await used()).toEqual(first)
    bench.clock.forward(1)
    await prove(key)
    expect(await used()).toEqual(bench.clock.now())
  })

  test("of the provider opens the provider's pages while its maker works there", async () => {
    const { owner: staff } = await bench.company()
    const key = `gl_${"p".repeat(43)}`
    await bench.worker.apiKey.create({
      data: { userId: staff.userId, name: "Provider", prefix: "gl_pppppp", keyHash: hashToken(key) },
    })
    expect(await prove(key)).toEqual({ caller: null, reason: "its maker left the provider" })
    await bench.worker.user.update({ where: { id: staff.userId }, data: { isProvider: true } })
    const { caller } = await prove(key)
    expect(caller).toMatchObject({ kind: "api_key", tenantId: null, role: null })
    expect(await bench.api(caller).me.get()).toMatchObject({ via: "api_key", tenants: [], user: { isProvider: true } })
    await expect(bench.api(caller).members.list({})).rejects.toMatchObject({ code: "NOT_FOUND" })
  })

  test("that is none is refused", async () => {
    expect((await prove(`gl_${"x".repeat(43)}`)).caller).toBeNull()
    expect((await prove("gl_short")).caller).toBeNull()
    expect((await prove(`gl_${"x".repeat(5000)}`)).caller).toBeNull()
  })
})
