import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Company, IdentityBench } from "@/tests/support/identity-bench"

let bench: IdentityBench
beforeAll(async () => {
  bench = await IdentityBench.open()
})
afterAll(() => bench.close())
beforeEach(() => bench.clock.forward(3600))

const api = (company: Company) => bench.api(company.owner.caller)

describe("roles", () => {
  test("a company keeps an owner, also when two owners demote each other at once", async () => {
    const company = await bench.company()
    const second = await bench.member(company, "owner")
    const tenantId = company.id
    const outcomes = await Promise.allSettled([
      api(company).members.changeRole({ tenantId, userId: second.userId, role: "viewer" }),
      bench.api(second.caller).members.changeRole({ tenantId, userId: company.owner.userId, role: "viewer" }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(await bench.worker.membership.count({ where: { tenantId, role: "owner" } })).toBe(1)
  })

  test("…or remove themselves at once", async () => {
    const company = await bench.company()
    const second = await bench.member(company, "owner")
    const tenantId = company.id
    const outcomes = await Promise.allSettled([
      api(company).members.remove({ tenantId, userId: company.owner.userId }),
      bench.api(second.caller).members.remove({ tenantId, userId: second.userId }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(await bench.worker.membership.count({ where: { tenantId, role: "owner" } })).toBe(1)
  })

  test("the only owner cannot be demoted or removed", async () => {
    const company = await bench.company()
    const { userId } = company.owner
    const refused = { code: "CONFLICT" }
    await expect(
      api(company).members.changeRole({ tenantId: company.id, userId, role: "admin" }),
    ).rejects.toMatchObject(refused)
    await expect(api(company).members.remove({ tenantId: company.id, userId })).rejects.toMatchObject(refused)
  })

  test("an admin makes, changes and removes no owners", async () => {
    const company = await bench.company()
    const admin = await bench.member(company, "admin")
    const viewer = await bench.member(company, "viewer")
    const { members, invitations } = bench.api(admin.caller)
    const tenantId = company.id
    const refused = { code: "FORBIDDEN" }
    await expect(members.changeRole({ tenantId, userId: viewer.userId, role: "owner" })).rejects.toMatchObject(refused)
    await expect(members.changeRole({ tenantId, userId: company.owner.userId, role: "viewer" })).rejects.toMatchObject(
      refused,
    )
    await expect(members.remove({ tenantId, userId: company.owner.userId })).rejects.toMatchObject(refused)
    await expect(invitations.create({ tenantId, email: "x@example.test", role: "owner" })).rejects.toMatchObject(
      refused,
    )
    expect(await members.changeRole({ tenantId, userId: viewer.userId, role: "engineer" })).toMatchObject({
      role: "engineer",
    })
  })

  test("a change is at work with the next request and leaves a trace", async () => {
    const company = await bench.company()
    const member = await bench.member(company, "admin")
    const tenantId = company.id
    await api(company).members.changeRole({ tenantId, userId: member.userId, role: "viewer" })
    await expect(bench.api(member.caller).apiKeys.list({ tenantId })).rejects.toMatchObject({ code: "FORBIDDEN" })
    await api(company).members.remove({ tenantId, userId: member.userId })
    await expect(bench.api(member.caller).members.list({ tenantId })).rejects.toMatchObject({ code: "NOT_FOUND" })
    const { items } = await api(company).audit.list({ tenantId })
    expect(items.slice(0, 2)).toMatchObject([
      { action: "member.remove", actor: "Olive Owner", before: { email: member.email, role: "viewer" } },
      { action: "member.change_role", before: { role: "admin" }, after: { role: "viewer" } },
    ])
  })

  test("lists page by cursor", async () => {
    const company = await bench.company()
    for (let count = 0; count < 3; count++) await bench.member(company, "viewer")
    const tenantId = company.id
    const first = await api(company).members.list({ tenantId, limit: 3 })
    const rest = await api(company).members.list({ tenantId, limit: 3, cursor: first.nextCursor ?? "" })
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([3, 1, null])
    expect(rest.items[0]).toMatchObject({ userId: company.owner.userId, role: "owner" })
  })
})
