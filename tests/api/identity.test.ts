import { readdirSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { reservedSlugs } from "@/server/domain/identity"
import { rolesByRank } from "@/server/domain/identity/core/bounded-role"
import { type Company, goodPassword, IdentityBench, type Person } from "@/tests/support/identity-bench"

type Api = ReturnType<IdentityBench["api"]>
type Call = (api: Api, tenantId: string) => Promise<unknown>

let bench: IdentityBench
let company: Company
let stranger: Person
const people: Partial<Record<(typeof rolesByRank)[number], Person>> = {}
const someId = "0198b2a8-0000-7000-8000-000000000001"

beforeAll(async () => {
  bench = await IdentityBench.open()
  company = await bench.company("Ours")
  stranger = (await bench.company("Theirs")).owner
  for (const role of rolesByRank) people[role] = role === "owner" ? company.owner : await bench.member(company, role)
})
afterAll(() => bench.close())

const everybody = ["owner", "admin", "engineer", "viewer", "billing"]
const managers = ["owner", "admin"]

/** Acts aim at ids that are not there: who may act gets "not found", who may not is told so before anything is looked for. */
const calls: Record<string, { call: Call; allowed: string[] }> = {
  "members.list": { call: (api, tenantId) => api.members.list({ tenantId }), allowed: everybody },
  "members.changeRole": {
    call: (api, tenantId) => api.members.changeRole({ tenantId, userId: someId, role: "viewer" }),
    allowed: managers,
  },
  "members.remove": { call: (api, tenantId) => api.members.remove({ tenantId, userId: someId }), allowed: managers },
  "invitations.list": { call: (api, tenantId) => api.invitations.list({ tenantId }), allowed: managers },
  "invitations.create": {
    call: (api, tenantId) => api.invitations.create({ tenantId, email: "new@example.test", role: "viewer" }),
    allowed: managers,
  },
  "invitations.resend": {
    call: (api, tenantId) => api.invitations.resend({ tenantId, invitationId: someId }),
    allowed: managers,
  },
  "invitations.revoke": {
    call: (api, tenantId) => api.invitations.revoke({ tenantId, invitationId: someId }),
    allowed: managers,
  },
  "apiKeys.list": { call: (api, tenantId) => api.apiKeys.list({ tenantId }), allowed: managers },
  "apiKeys.create": {
    call: (api, tenantId) => api.apiKeys.create({ tenantId, name: "Key", role: "viewer", expiresInDays: 1 }),
    allowed: managers,
  },
  "apiKeys.revoke": { call: (api, tenantId) => api.apiKeys.revoke({ tenantId, apiKeyId: someId }), allowed: managers },
  "audit.list": { call: (api, tenantId) => api.audit.list({ tenantId }), allowed: managers },
}

const codeOf = (outcome: Promise<unknown>): Promise<string> =>
  outcome.then(
    () => "fine",
    (error: { code: string }) => error.code,
  )

describe.each(Object.entries(calls))("%s", (_, { call, allowed }) => {
  test("is not there for a stranger, closed to who is not signed in", async () => {
    expect(await codeOf(call(bench.api(stranger.caller), company.id))).toBe("NOT_FOUND")
    expect(await codeOf(call(bench.api(null), company.id))).toBe("UNAUTHORIZED")
  })

  test.each(rolesByRank)("as %s", async (role) => {
    const code = await codeOf(call(bench.api(people[role]?.caller ?? null), company.id))
    if (allowed.includes(role)) expect(["fine", "NOT_FOUND"]).toContain(code)
    else expect(code).toBe("FORBIDDEN")
  })
})

describe("another company's ids", () => {
  test("do nothing through one's own company", async () => {
    const { id: tenantId } = company
    const theirs = (await bench.identity.whoAmI(stranger.caller)).tenants[0]?.id ?? ""
    const key = await bench
      .api(stranger.caller)
      .apiKeys.create({ tenantId: theirs, name: "K", role: "viewer", expiresInDays: 1 })
    const email = "guest@example.test"
    const invitation = await bench.api(stranger.caller).invitations.create({ tenantId: theirs, email, role: "viewer" })
    const own = bench.api(company.owner.caller)
    expect(await codeOf(own.apiKeys.revoke({ tenantId, apiKeyId: key.id }))).toBe("NOT_FOUND")
    expect(await codeOf(own.invitations.revoke({ tenantId, invitationId: invitation.id }))).toBe("NOT_FOUND")
    expect(await codeOf(own.members.remove({ tenantId, userId: stranger.userId }))).toBe("NOT_FOUND")
    const { items } = await own.audit.list({ tenantId, limit: 100 })
    expect(JSON.stringify(items)).not.toContain(key.id)
  })
})

describe("one's own account", () => {
  test("is for whoever is signed in", async () => {
    const nobody = bench.api(null)
    const closed = [
      nobody.me.get(),
      nobody.sessions.list({}),
      nobody.sessions.revoke({ sessionId: someId }),
      nobody.identity.signOutEverywhere(),
      nobody.identity.changePassword({ currentPassword: "x", newPassword: goodPassword }),
    ]
    for (const call of closed) expect(await codeOf(call)).toBe("UNAUTHORIZED")
    expect(await bench.api(stranger.caller).me.get()).toMatchObject({ via: "session", user: { email: stranger.email } })
  })

  test("is not opened to provider pages by being a member", async () => {
    expect(people.owner?.caller.isProvider).toBe(false)
    expect((await bench.api(company.owner.caller).me.get()).user.isProvider).toBe(false)
  })
})

describe("bad input", () => {
  const bad = { code: "BAD_REQUEST" }
  test("is refused with the field", async () => {
    const { identity, invitations, me } = bench.api(null)
    await expect(me.get()).rejects.toBeDefined()
    const signUp = { company: "A", name: "B", email: "b@example.test", password: goodPassword }
    await expect(identity.signUp({ ...signUp, email: "not an address" })).rejects.toMatchObject(bad)
    await expect(identity.signUp({ ...signUp, password: "short" })).rejects.toMatchObject(bad)
    await expect(identity.signUp({ ...signUp, company: "  " })).rejects.toMatchObject(bad)
    await expect(identity.signUp({ ...signUp, timeZone: "Mars/Olympus" })).rejects.toMatchObject(bad)
    await expect(identity.verifyEmail({ token: "x" })).rejects.toMatchObject(bad)
    await expect(invitations.preview({ token: "" })).rejects.toMatchObject(bad)
    await expect(
      bench.api(company.owner.caller).members.list({ tenantId: company.id, cursor: "x" }),
    ).rejects.toMatchObject(bad)
  })
})

test("no secret is written where it can be read", async () => {
  const password = "canary sings under seven moons"
  const email = "canary@example.test"
  await bench.identity.signUp({ company: "Canary", name: "C", email, password }, bench.from())
  const verify = await bench.mailedToken(email)
  await bench.identity.verifyEmail(verify, bench.from())
  const person = await bench.signIn(email, password)
  const tenantId = (await bench.identity.whoAmI(person.caller)).tenants[0]?.id ?? ""
  const { key } = await bench
    .api(person.caller)
    .apiKeys.create({ tenantId, name: "C", role: "viewer", expiresInDays: 1 })
  await bench.api(person.caller).invitations.create({ tenantId, email: "x@example.test", role: "viewer" })
  await bench.identity.requestPasswordReset(email, bench.from())
  const tables = await bench.worker.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND table_name <> '_prisma_migrations'`
  const dump: string[] = []
  for (const { name } of tables)
    dump.push(JSON.stringify(await bench.worker.$queryRawUnsafe(`SELECT t::text AS row FROM "${name}" t`)))
  const waiting = await bench.mails()
  const tokens = waiting.flatMap(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? [])
  expect(tokens).toHaveLength(2)
  const text = dump.join("\n")
  for (const secret of [password, verify, key, ...tokens]) expect(text).not.toContain(secret)
  const audit = JSON.stringify(await bench.worker.auditEvent.findMany({ where: { tenantId } }))
  expect(audit).toContain("api_key.create")
  expect(audit).not.toMatch(/argon2|hash|token/i)
})

test("no company can be called like a page of the portal", () => {
  const folders = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => (/^\(.*\)$/.test(name) ? folders(`${path}/${name}`) : [name]))
  const pages = folders("app").filter((name) => !name.startsWith("["))
  expect(pages.length).toBeGreaterThan(5)
  expect(pages.filter((name) => !reservedSlugs.has(name))).toEqual([])
})
