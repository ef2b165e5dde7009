import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { goodPassword, IdentityBench } from "@/tests/support/identity-bench"

let bench: IdentityBench
beforeAll(async () => {
  bench = await IdentityBench.open()
})
afterAll(() => bench.close())

const signUp = (email: string, over: Partial<{ company: string; password: string; timeZone: string }> = {}) =>
  bench.identity.signUp({ company: "Acme", name: "Ann", email, password: goodPassword, ...over }, bench.from())

describe("sign-up", () => {
  test("makes a company with its owner, who may sign in once the address is confirmed", async () => {
    const email = bench.newEmail()
    const answer = await signUp(email, { company: "Müller & Co", timeZone: "Europe/Vienna" })
    expect(answer.message).toContain(email)
    await expect(bench.signIn(email)).rejects.toMatchObject({ code: "forbidden" })
    await bench.identity.verifyEmail(await bench.mailedToken(email), bench.from())
    const { caller } = await bench.signIn(email)
    const me = await bench.identity.whoAmI(caller)
    expect(me.tenants).toEqual([
      expect.objectContaining({ slug: "mueller-co", role: "owner", currency: "EUR", timeZone: "Europe/Vienna" }),
    ])
    const tenant = await bench.worker.tenant.findUniqueOrThrow({ where: { slug: "mueller-co" } })
    expect(tenant.billingAnchor).toEqual(bench.clock.now())
    expect(await bench.auditActions(tenant.id)).toEqual(["company.create", "account.verify"])
  })

  test("keeps the password as argon2id with 19 MiB and 2 passes", async () => {
    const email = bench.newEmail()
    await signUp(email)
    const { passwordHash } = await bench.worker.user.findUniqueOrThrow({ where: { email } })
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  test("gives companies of one name addresses of their own, also at the same time", async () => {
    const emails = Array.from({ length: 6 }, () => bench.newEmail())
    await Promise.all(emails.map((email) => signUp(email, { company: "Twins" })))
    const slugs = await bench.worker.tenant.findMany({ where: { name: "Twins" }, select: { slug: true } })
    expect(slugs).toHaveLength(6)
    expect(slugs.map(({ slug }) => slug)).toEqual(expect.arrayContaining(["twins", "twins-2", "twins-3", "twins-4"]))
  })

  test("never takes an address of the portal's own pages", async () => {
    const email = bench.newEmail()
    await signUp(email, { company: "Sign-in" })
    expect(await bench.worker.tenant.findMany({ where: { name: "Sign-in" }, select: { slug: true } })).toEqual([
      { slug: "sign-in-2" },
    ])
  })

  test.each([
    ["password1234", "easy to guess"],
    ["qwertyuiopasdf", "easy to guess"],
    ["aaaaaaaaaaaaaaa", "easy to guess"],
  ])("refuses %s and says what to do", async (password, words) => {
    const refused = signUp(bench.newEmail(), { password })
    await expect(refused).rejects.toMatchObject({ code: "invalid", field: "password" })
    await expect(refused).rejects.toThrow(words)
  })

  test("refuses a password made of what is known of the person", async () => {
    await expect(signUp("annabella@example.test", { password: "annabellaacme" })).rejects.toMatchObject({
      code: "invalid",
    })
  })

  test("answers an existing address alike, changes nothing and tells its owner", async () => {
    const company = await bench.company("First")
    const { email } = company.owner
    const fresh = await signUp(bench.newEmail())
    await bench.mails()
    const again = await signUp(email, { company: "Second", password: "another good long passphrase" })
    expect(again.message.replace(email, "")).toBe(fresh.message.replace(/person\d+@example.test/, ""))
    expect((await bench.mails()).map(({ to, subject }) => ({ to, subject }))).toEqual([
      { to: email, subject: "You have an account already" },
    ])
    expect(await bench.worker.tenant.count({ where: { name: "Second" } })).toBe(0)
    await expect(bench.signIn(email)).resolves.toMatchObject({ email })
  })

  test("two sign-ups of one address at once make one account", async () => {
    const email = bench.newEmail()
    await Promise.all([signUp(email, { company: "Race" }), signUp(email, { company: "Race" })])
    expect(await bench.worker.user.count({ where: { email } })).toBe(1)
    expect(await bench.worker.tenant.count({ where: { name: "Race" } })).toBe(1)
  })

  test("who typed somebody else's address first gains nothing", async () => {
    const email = bench.newEmail()
    const strangers = "the stranger knows this one"
    await signUp(email, { password: strangers })
    await bench.mails()
    await signUp(email)
    const token = await bench.mailedToken(email)
    await bench.identity.resetPassword({ token, password: "chosen by the real owner" }, bench.from())
    await expect(bench.signIn(email, strangers)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(bench.signIn(email, "chosen by the real owner")).resolves.toBeDefined()
  })

  test("is limited per address typed and per address it comes from", async () => {
    const email = bench.newEmail()
    for (let turn = 0; turn < 5; turn++) await signUp(email)
    await expect(signUp(email)).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: expect.any(Number) })
    await expect(signUp(bench.newEmail())).resolves.toBeDefined()
  })
})

describe("the verification link", () => {
  test("is spent once; whoever follows it again is told that the address is confirmed", async () => {
    const email = bench.newEmail()
    await signUp(email)
    const token = await bench.mailedToken(email)
    const both = await Promise.allSettled([1, 2].map(() => bench.identity.verifyEmail(token, bench.from())))
    // The slower one finds it spent; or, if it comes once the other has ended, an address that is confirmed. It is spent once either way.
    expect(both.map(({ status }) => status)).toContain("fulfilled")
    const { id: actorId } = await bench.worker.user.findUniqueOrThrow({ where: { email } })
    expect(await bench.worker.auditEvent.count({ where: { actorId, action: "account.verify", tenantId: null } })).toBe(
      1,
    )
    // A reload of the page, or a mail scanner that was there first: the address is confirmed, and that is what it says.
    await expect(bench.identity.verifyEmail(token, bench.from())).resolves.toMatchObject({
      message: expect.stringContaining(`${email} is confirmed`),
    })
  })

  test("works for 24 hours and can be had anew", async () => {
    const email = bench.newEmail()
    await signUp(email)
    const token = await bench.mailedToken(email)
    bench.clock.forward(24 * 3600)
    await expect(bench.identity.verifyEmail(token, bench.from())).rejects.toThrow("too old")
    await bench.identity.resendVerification(email, bench.from())
    await bench.identity.verifyEmail(await bench.mailedToken(email), bench.from())
    await expect(bench.signIn(email)).resolves.toBeDefined()
  })

  test("is not sent to accounts that do not wait for it, and the answer does not tell", async () => {
    const { owner } = await bench.company()
    await bench.mails()
    const known = await bench.identity.resendVerification(owner.email, bench.from())
    const unknown = await bench.identity.resendVerification("nobody@example.test", bench.from())
    expect(known.message.replace(owner.email, "")).toBe(unknown.message.replace("nobody@example.test", ""))
    expect(await bench.mails()).toEqual([])
  })

  test("is kept as a hash, and no use for another purpose", async () => {
    const email = bench.newEmail()
    await signUp(email)
    const token = await bench.mailedToken(email)
    const kept = await bench.worker.emailToken.findMany({ where: { user: { email } } })
    expect(JSON.stringify(kept)).not.toContain(token)
    await expect(
      bench.identity.resetPassword({ token, password: "yet another good phrase" }, bench.from()),
    ).rejects.toMatchObject({ code: "not_found" })
  })
})
