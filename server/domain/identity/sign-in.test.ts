import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { goodPassword, IdentityBench, type Person } from "@/tests/support/identity-bench"
import { callerOfSession } from "./prove-caller"

let bench: IdentityBench
beforeAll(async () => {
  bench = await IdentityBench.open()
})
afterAll(() => bench.close())
// A window of its own for each test.
beforeEach(() => bench.clock.forward(3600))

const isSignedIn = async ({ caller }: Person): Promise<boolean> => {
  const proof = await callerOfSession(bench.deps.db, caller.sessionId, { now: bench.clock.now(), address: "" })
  return proof.caller !== null
}
const newPassword = "seven copper lanterns drift"

describe("sign-in", () => {
  test("says the same of a wrong password and an unknown address", async () => {
    const { owner } = await bench.company()
    const wrong = await bench.signIn(owner.email, "not the password").catch((error: Error) => error)
    const unknown = await bench.signIn("nobody@example.test").catch((error: Error) => error)
    expect(wrong).toMatchObject({ code: "unauthenticated" })
    expect(unknown).toEqual(wrong)
  })

  test("takes about as long for an unknown address", async () => {
    const { owner } = await bench.company()
    const median = async (email: string) => {
      const times: number[] = []
      for (let turn = 0; turn < 5; turn++) {
        const start = performance.now()
        await bench.signIn(email, "not the password").catch(() => undefined)
        times.push(performance.now() - start)
      }
      return times.sort((a, b) => a - b)[2] ?? 0
    }
    const [known, unknown] = [await median(owner.email), await median("nobody@example.test")]
    expect(unknown).toBeGreaterThan(known / 3)
  })

  test("is refused after ten wrong guesses in a window, then even with the right password", async () => {
    const { owner } = await bench.company()
    const guesses = await Promise.allSettled(Array.from({ length: 14 }, () => bench.signIn(owner.email, "a guess")))
    const codes = guesses.map((guess) => (guess.status === "rejected" ? guess.reason.code : "in"))
    expect(codes.filter((code) => code === "unauthenticated")).toHaveLength(10)
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(4)
    await expect(bench.signIn(owner.email)).rejects.toMatchObject({ code: "rate_limited" })
    bench.clock.forward(900)
    await expect(bench.signIn(owner.email)).resolves.toBeDefined()
  })

  test("tells how long to wait", async () => {
    const guess = () => bench.identity.signIn({ email: "limit@example.test", password: "x" }, bench.from("203.0.113.1"))
    for (let turn = 0; turn < 10; turn++) await guess().catch(() => undefined)
    const refused = await guess().catch((error: { retryAfterSeconds: number }) => error)
    expect(refused).toMatchObject({ code: "rate_limited" })
    expect((refused as { retryAfterSeconds: number }).retryAfterSeconds).toBeLessThanOrEqual(900)
  })

  test("does not limit who knows the password", async () => {
    const { owner } = await bench.company()
    for (let turn = 0; turn < 12; turn++) await bench.signIn(owner.email)
  })

  test("is limited to a hundred guesses from one address, whatever the accounts", async () => {
    const codes: string[] = []
    for (let turn = 0; turn < 102; turn++) {
      const input = { email: `guess${turn}@example.test`, password: "x" }
      await bench.identity.signIn(input, bench.from("203.0.113.99")).catch((error) => codes.push(error.code))
    }
    expect(codes.filter((code) => code === "rate_limited")).toHaveLength(2)
  })
})

describe("security events", () => {
  const eventsOf = async ({ caller }: Person) =>
    (await bench.identity.sessions.events(caller, { limit: 50 })).items.map(({ action, address }) => ({
      action,
      address,
    }))

  test("tell the person of sign-ins, refused ones and sign-outs, and nobody else", async () => {
    const company = await bench.company()
    const { owner } = company
    const { owner: stranger } = await bench.company()
    const elsewhere = bench.from("203.0.113.77")
    await bench.identity.signIn({ email: owner.email, password: "a guess" }, elsewhere).catch(() => undefined)
    const other = await bench.signIn(owner.email)
    await bench.identity.signOut(other.caller)
    await bench.identity.signOut(other.caller)
    const events = await eventsOf(owner)
    expect(events.map(({ action }) => action)).toEqual([
      "account.sign_out",
      "account.sign_in",
      "account.sign_in_refused",
      "account.sign_in",
      "account.verify",
    ])
    expect(events[2]?.address).toBe("203.0.113.77")
    expect((await eventsOf(stranger)).map(({ action }) => action)).toEqual(["account.sign_in", "account.verify"])
    expect(await bench.auditActions(company.id)).toEqual(["company.create", "account.verify"])
  })
})

describe("sessions", () => {
  test("end at once when signed out", async () => {
    const { owner } = await bench.company()
    expect(await isSignedIn(owner)).toBe(true)
    await bench.identity.signOut(owner.caller)
    expect(await isSignedIn(owner)).toBe(false)
  })

  test("are listed and ended one by one, one's own only", async () => {
    const { owner } = await bench.company()
    const other = await bench.signIn(owner.email)
    const { owner: stranger } = await bench.company()
    const { items } = await bench.identity.sessions.list(owner.caller, { limit: 50 })
    expect(items.map(({ id, current }) => ({ id, current }))).toEqual([
      { id: other.caller.sessionId, current: false },
      { id: owner.caller.sessionId, current: true },
    ])
    await expect(bench.identity.sessions.end(stranger.caller, other.caller.sessionId)).rejects.toMatchObject({
      code: "not_found",
    })
    await bench.identity.sessions.end(owner.caller, other.caller.sessionId)
    expect(await isSignedIn(other)).toBe(false)
    expect(await isSignedIn(owner)).toBe(true)
  })

  test("all end at once when signed out everywhere", async () => {
    const { owner } = await bench.company()
    const other = await bench.signIn(owner.email)
    const { owner: stranger } = await bench.company()
    await bench.identity.sessions.endAll(owner.caller)
    expect([await isSignedIn(owner), await isSignedIn(other), await isSignedIn(stranger)]).toEqual([false, false, true])
  })

  test("end after thirty days, or a week without use; use is written once a minute", async () => {
    const { owner } = await bench.company()
    const seen = async () =>
      (await bench.worker.session.findUniqueOrThrow({ where: { id: owner.caller.sessionId } })).lastSeenAt
    const start = await seen()
    bench.clock.forward(30)
    expect(await isSignedIn(owner)).toBe(true)
    expect(await seen()).toEqual(start)
    bench.clock.forward(6 * 86_400)
    expect(await isSignedIn(owner)).toBe(true)
    expect(await seen()).toEqual(bench.clock.now())
    bench.clock.forward(7 * 86_400)
    expect(await isSignedIn(owner)).toBe(false)
  })
})

describe("a new password", () => {
  test("needs the present one and ends the other sessions", async () => {
    const company = await bench.company()
    const { owner } = company
    const other = await bench.signIn(owner.email)
    const change = (currentPassword: string, to = newPassword) =>
      bench.identity.changePassword(owner.caller, { currentPassword, newPassword: to })
    await expect(change("wrong")).rejects.toMatchObject({ code: "invalid", field: "currentPassword" })
    await expect(change(goodPassword, "password1234")).rejects.toMatchObject({ code: "invalid", field: "newPassword" })
    await expect(change(goodPassword, goodPassword)).rejects.toMatchObject({ code: "invalid", field: "newPassword" })
    await change(goodPassword)
    expect([await isSignedIn(owner), await isSignedIn(other)]).toEqual([true, false])
    await expect(bench.signIn(owner.email)).rejects.toMatchObject({ code: "unauthenticated" })
    await expect(bench.signIn(owner.email, newPassword)).resolves.toBeDefined()
    expect((await bench.mails()).map(({ subject }) => subject)).toContain("Your password was changed")
    expect(await bench.auditActions(company.id)).toContain("account.change_password")
  })

  test("cannot be guessed at by whoever found a session", async () => {
    const { owner } = await bench.company()
    const guess = () => bench.identity.changePassword(owner.caller, { currentPassword: "guess", newPassword })
    for (let turn = 0; turn < 10; turn++) await guess().catch(() => undefined)
    await expect(guess()).rejects.toMatchObject({ code: "rate_limited" })
  })

  test("by mail: the link works once, ends all sessions, and other links end with it", async () => {
    const { owner } = await bench.company()
    await bench.identity.requestPasswordReset(owner.email, bench.from())
    const older = await bench.mailedToken(owner.email)
    await bench.identity.requestPasswordReset(owner.email, bench.from())
    const token = await bench.mailedToken(owner.email)
    const weak = bench.identity.resetPassword({ token, password: "password1234" }, bench.from())
    await expect(weak).rejects.toMatchObject({ code: "invalid", field: "password" })
    const reset = () => bench.identity.resetPassword({ token, password: newPassword }, bench.from())
    const both = await Promise.allSettled([reset(), reset()])
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(await isSignedIn(owner)).toBe(false)
    const late = bench.identity.resetPassword({ token: older, password: "another phrase of mine" }, bench.from())
    await expect(late).rejects.toMatchObject({ code: "conflict" })
    await expect(bench.signIn(owner.email, newPassword)).resolves.toBeDefined()
  })

  test("by mail: the link is good for an hour", async () => {
    const { owner } = await bench.company()
    await bench.identity.requestPasswordReset(owner.email, bench.from())
    const token = await bench.mailedToken(owner.email)
    bench.clock.forward(3600)
    const late = bench.identity.resetPassword({ token, password: newPassword }, bench.from())
    await expect(late).rejects.toMatchObject({ code: "conflict" })
    await expect(bench.signIn(owner.email)).resolves.toBeDefined()
  })

  test("by mail: an address nobody has gets the same answer and no mail", async () => {
    const { owner } = await bench.company()
    await bench.mails()
    const unknown = await bench.identity.requestPasswordReset("nobody@example.test", bench.from())
    expect(await bench.mails()).toEqual([])
    const known = await bench.identity.requestPasswordReset(owner.email, bench.from())
    expect(known.message.replace(owner.email, "")).toBe(unknown.message.replace("nobody@example.test", ""))
  })
})
