import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Company, goodPassword, IdentityBench } from "@/tests/support/identity-bench"

let bench: IdentityBench
beforeAll(async () => {
  bench = await IdentityBench.open()
})
afterAll(() => bench.close())
beforeEach(() => bench.clock.forward(3600))

const api = (company: Company) => bench.api(company.owner.caller)
const nobody = () => bench.api(null, "203.0.113.7")
const newcomer = { name: "New Comer", password: goodPassword }

async function invited(company: Company, email = bench.newEmail()) {
  const invitation = await api(company).invitations.create({ tenantId: company.id, email, role: "engineer" })
  return { email, invitation, token: await bench.mailedToken(email) }
}

describe("an invitation", () => {
  test("shows who invites to what, and lets a newcomer in with a confirmed address", async () => {
    const company = await bench.company("Hosts")
    const { email, token } = await invited(company)
    expect(await nobody().invitations.preview({ token })).toMatchObject({
      tenantName: "Hosts",
      email,
      role: "engineer",
      invitedBy: "Olive Owner",
      hasAccount: false,
    })
    await expect(nobody().invitations.accept({ token })).rejects.toMatchObject({ cause: { field: "name" } })
    const weak = nobody().invitations.accept({ token, name: "New Comer", password: "password1234" })
    await expect(weak).rejects.toMatchObject({ cause: { field: "password" } })
    const answer = await nobody().invitations.accept({ token, ...newcomer })
    expect(answer).toMatchObject({ tenantSlug: company.slug, email })
    const { caller } = await bench.signIn(email)
    expect((await bench.identity.whoAmI(caller)).tenants).toMatchObject([{ id: company.id, role: "engineer" }])
  })

  test("is accepted once, also by two at the same time", async () => {
    const company = await bench.company()
    const { token, email } = await invited(company)
    const both = await Promise.allSettled([1, 2].map(() => nobody().invitations.accept({ token, ...newcomer })))
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(await bench.worker.membership.count({ where: { tenantId: company.id } })).toBe(2)
    expect(await bench.worker.user.count({ where: { email } })).toBe(1)
    await expect(nobody().invitations.preview({ token })).rejects.toMatchObject({ code: "CONFLICT" })
  })

  test("needs the account it is for, when there is one", async () => {
    const company = await bench.company()
    const { owner: guest } = await bench.company("Guests")
    const { owner: other } = await bench.company("Others")
    const { token } = await invited(company, guest.email)
    expect(await nobody().invitations.preview({ token })).toMatchObject({ hasAccount: true })
    await expect(nobody().invitations.accept({ token, ...newcomer })).rejects.toMatchObject({ code: "UNAUTHORIZED" })
    await expect(bench.api(other.caller).invitations.accept({ token })).rejects.toMatchObject({ code: "FORBIDDEN" })
    await bench.api(guest.caller).invitations.accept({ token })
    expect((await bench.identity.whoAmI(guest.caller)).tenants).toHaveLength(2)
    const again = api(company).invitations.create({ tenantId: company.id, email: guest.email, role: "viewer" })
    await expect(again).rejects.toMatchObject({ code: "CONFLICT", cause: { field: "email" } })
  })

  test("takes over an account that was never confirmed, with a new password", async () => {
    const company = await bench.company()
    const email = bench.newEmail()
    const old = "somebody else knows this"
    await bench.identity.signUp({ company: "Never", name: "Nobody", email, password: old }, bench.from())
    const { token } = await invited(company, email)
    await nobody().invitations.accept({ token, ...newcomer })
    await expect(bench.signIn(email, old)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(bench.signIn(email)).resolves.toBeDefined()
  })

  test("expires after seven days and can be sent anew, which ends the old link", async () => {
    const company = await bench.company()
    const { token, email, invitation } = await invited(company)
    bench.clock.forward(7 * 86_400)
    await expect(nobody().invitations.accept({ token, ...newcomer })).rejects.toThrow("expired")
    const tenantId = company.id
    const owner = await bench.signIn(company.owner.email)
    const { invitations } = bench.api(owner.caller)
    expect((await invitations.list({ tenantId })).items).toMatchObject([{ email, state: "expired" }])
    expect(await invitations.resend({ tenantId, invitationId: invitation.id })).toMatchObject({ state: "open" })
    const renewed = await bench.mailedToken(email)
    await expect(nobody().invitations.preview({ token })).rejects.toMatchObject({ code: "NOT_FOUND" })
    await nobody().invitations.accept({ token: renewed, ...newcomer })
    expect((await invitations.list({ tenantId })).items).toMatchObject([{ email, state: "accepted" }])
  })

  test("does not work once revoked or replaced", async () => {
    const company = await bench.company()
    const { token, email, invitation } = await invited(company)
    const second = await invited(company, email)
    await expect(nobody().invitations.preview({ token })).rejects.toThrow("revoked")
    const tenantId = company.id
    const refused = api(company).invitations.revoke({ tenantId, invitationId: invitation.id })
    await expect(refused).rejects.toMatchObject({ code: "CONFLICT" })
    await api(company).invitations.revoke({ tenantId, invitationId: second.invitation.id })
    const late = nobody().invitations.accept({ token: second.token, ...newcomer })
    await expect(late).rejects.toThrow("revoked")
    expect(await bench.worker.user.count({ where: { email } })).toBe(0)
    expect(await bench.auditActions(tenantId)).toContain("invitation.revoke")
  })

  test("that nobody sent is not there", async () => {
    const token = "A".repeat(43)
    await expect(nobody().invitations.preview({ token })).rejects.toMatchObject({ code: "NOT_FOUND" })
    await expect(nobody().invitations.accept({ token, ...newcomer })).rejects.toMatchObject({ code: "NOT_FOUND" })
  })

  test("is not a means to send mail to the world", async () => {
    const company = await bench.company()
    const create = (count: number) =>
      api(company).invitations.create({ tenantId: company.id, email: `spam${count}@example.test`, role: "viewer" })
    for (let count = 0; count < 50; count++) await create(count)
    await expect(create(50)).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" })
  })
})
