import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Company, IdentityBench } from "@/tests/support/identity-bench"
import { callerFromRequest, cookieOf, type Door, type RequestLike, sameOrigin } from "./caller-from-request"
import { sessionCookieName, sessionCookieOptions, sessionCookieValue } from "./session-cookie"

const authSecret = "a secret of the tests, long enough for AUTH_SECRET"
const portalUrl = "http://portal.test:3000"

let bench: IdentityBench
let company: Company
let door: Door
beforeAll(async () => {
  bench = await IdentityBench.open()
  company = await bench.company()
  door = { authSecret, portalUrl, now: bench.clock.now }
})
afterAll(() => bench.close())

const request = (headers: RequestLike["headers"]): RequestLike => ({ headers, socket: { remoteAddress: "192.0.2.9" } })
const callerOf = (headers: RequestLike["headers"]) => callerFromRequest(request(headers), bench.deps.db, door)
const cookieFor = async (session: { userId: string; sessionId: string }, secret = authSecret) =>
  `theme=dark; ${sessionCookieName(portalUrl)}=${await sessionCookieValue(session, secret)}; other=1`

describe("a request's caller", () => {
  test("is the session its cookie stands for, until that ends", async () => {
    const { caller } = await bench.signIn(company.owner.email)
    const cookie = await cookieFor(caller)
    expect(await callerOf({ cookie })).toEqual({
      kind: "session",
      userId: company.owner.userId,
      sessionId: caller.sessionId,
      isProvider: false,
      address: "192.0.2.9",
    })
    await bench.identity.signOut(caller)
    expect(await callerOf({ cookie })).toBeNull()
  })

  test("is nobody when the cookie was made by somebody else or says nonsense", async () => {
    const { caller } = company.owner
    const name = sessionCookieName(portalUrl)
    expect(await callerOf({ cookie: await cookieFor(caller, "another secret, just as long as it") })).toBeNull()
    expect(await callerOf({ cookie: await cookieFor({ ...caller, sessionId: "' OR 1=1" }) })).toBeNull()
    expect(await callerOf({ cookie: `${name}=nonsense` })).toBeNull()
    expect(await callerOf({ cookie: `${name}=` })).toBeNull()
    expect(await callerOf({})).toBeNull()
  })

  test("is the API key's, and a bad key is not saved by a good cookie", async () => {
    const input = { tenantId: company.id, name: "CI", role: "viewer" as const, expiresInDays: 1 }
    const { key } = await bench.api(company.owner.caller).apiKeys.create(input)
    expect(await callerOf({ authorization: `Bearer ${key}` })).toMatchObject({ kind: "api_key", role: "viewer" })
    expect(await callerOf({ authorization: `bearer ${key}` })).toMatchObject({ kind: "api_key" })
    const cookie = await cookieFor((await bench.signIn(company.owner.email)).caller)
    expect(await callerOf({ cookie, authorization: `Bearer ${key}x` })).toBeNull()
    expect(await callerOf({ cookie, authorization: "Basic Zm9vOmJhcg==" })).toBeNull()
  })
})

describe("the cookie", () => {
  test("is read by its whole name", () => {
    expect(cookieOf("xgridline.session=1; gridline.session=2", "gridline.session")).toBe("2")
    expect(cookieOf(undefined, "a")).toBeNull()
  })

  test("is secure on https, and always out of reach of scripts and other sites", () => {
    expect(sessionCookieOptions(portalUrl)).toMatchObject({ httpOnly: true, sameSite: "lax", secure: false })
    expect(sessionCookieOptions("https://portal.test")).toMatchObject({ httpOnly: true, sameSite: "lax", secure: true })
    expect(sessionCookieName("https://portal.test")).toMatch(/^__Secure-/)
  })
})

test.each([
  ["our own page", { cookie: "c", "sec-fetch-site": "same-origin", origin: portalUrl }, true],
  ["our own page, old browser", { cookie: "c", origin: portalUrl }, true],
  ["another site", { cookie: "c", "sec-fetch-site": "cross-site", origin: "https://evil.test" }, false],
  ["another site, old browser", { cookie: "c", origin: "https://evil.test" }, false],
  ["a neighbour's host", { cookie: "c", "sec-fetch-site": "same-site", origin: "http://shop.portal.test:3000" }, false],
  ["another port", { cookie: "c", origin: "http://portal.test:8080" }, false],
  ["a sandboxed frame", { cookie: "c", origin: "null" }, false],
  ["a cookie and nothing that says from where", { cookie: "c" }, false],
  ["a script without cookies", {}, true],
])("a change sent by %s: %o → %s", (_, headers, allowed) => {
  expect(sameOrigin({ headers }, portalUrl)).toBe(allowed)
})
