import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { type ApiServer, openApiServer } from "../support/api-server"
import { makeKey } from "../support/company-fixture"
import { expectError } from "../support/expect-error"

let api: ApiServer
let key: string
beforeAll(async () => {
  api = await openApiServer()
  key = api.ours.members.owner.key
})
afterAll(() => api?.close())
beforeEach(() => {
  api.faults.length = 0
})

describe("a long act", () => {
  test("answers 202 with its operation, which can be followed", async () => {
    const body = { vdcId: api.ours.vdcId, template: "static-site", name: "site", start: false }
    const created = await api.ask("POST", "/api/v1/applications", { key, body })
    expect(created.status).toBe(202)
    expect(created.json).toMatchObject({ kind: "application.provision", state: "queued", subject: { name: "site" } })
    const { id } = created.json as { id: string }
    const followed = await api.ask("GET", `/api/v1/operations/${id}`, { key })
    expect(followed.status).toBe(200)
    expect(followed.json).toMatchObject({ id })
  })

  test("needs no body, and no content type, when it has no input", async () => {
    const answer = await api.ask("POST", `/api/v1/applications/${api.ours.applicationId}/stop`, { key })
    expect(answer.status).toBe(202)
  })
})

describe("whoever asks", () => {
  test("without a key is told to bring one", async () => {
    expectError(await api.ask("GET", "/api/v1/vdcs"), 401, "unauthenticated")
    expectError(await api.ask("POST", "/api/v1/vdcs", { body: {} }), 401, "unauthenticated")
  })

  test.each([
    ["one that was never given", () => makeKey()],
    ["something that is no key", () => "hello"],
    ["an empty one", () => ""],
  ])("with %s is nobody", async (_what, wrong) => {
    expectError(await api.ask("GET", "/api/v1/vdcs", { key: wrong() }), 401, "unauthenticated")
  })

  test("with another scheme is nobody", async () => {
    const headers = { authorization: `Basic ${Buffer.from("a:b").toString("base64")}` }
    expectError(await api.ask("GET", "/api/v1/vdcs", { headers }), 401, "unauthenticated")
  })

  test("with a wrong key is nobody even with a good cookie", async () => {
    const headers = { cookie: await api.cookieOf(api.ours) }
    expectError(await api.ask("GET", "/api/v1/me", { key: makeKey(), headers }), 401, "unauthenticated")
  })

  test("as a viewer may read, and is refused to change", async () => {
    const viewer = api.ours.members.viewer.key
    expect((await api.ask("GET", "/api/v1/vdcs", { key: viewer })).status).toBe(200)
    const stop = await api.ask("POST", `/api/v1/applications/${api.ours.applicationId}/stop`, { key: viewer })
    expectError(stop, 403, "forbidden")
  })

  test("as a tenant does not see the provider's doors", async () => {
    expectError(await api.ask("GET", "/api/v1/provider/nodes", { key }), 404, "not_found")
    expect((await api.ask("GET", "/api/v1/provider/nodes", { key: api.providerKey })).status).toBe(200)
  })
})

describe("what is not there", () => {
  const paths = [
    ["/api/v1/vdcs/", "vdcId"],
    ["/api/v1/applications/", "applicationId"],
    ["/api/v1/components/", "componentId"],
    ["/api/v1/volumes/", "volumeId"],
    ["/api/v1/operations/", "operationId"],
    ["/api/v1/invoices/", "invoiceId"],
  ] as const
  test.each(paths)("is 404 whether it never was or is another company's: %s", async (path, name) => {
    const never = await api.ask("GET", path + newId(), { key })
    const foreign = await api.ask("GET", path + api.theirs[name], { key })
    expectError(never, 404, "not_found")
    expect([foreign.status, foreign.text]).toEqual([never.status, never.text])
    expectError(await api.ask("GET", `${path}not-an-id`, { key }), 400, "invalid", name)
  })

  test.each(["/api/v1/nothing", "/api/v1/", "/api/v1/vdcs/a/b/c/d"])("is 404: %s", async (path) => {
    expectError(await api.ask("GET", path, { key }), 404, "not_found")
  })

  test.each([
    ["PUT", "/api/v1/vdcs"],
    ["DELETE", "/api/v1/vdcs"],
    ["GET", "/api/v1/applications/x/start"],
    ["PATCH", "/api/v1/usage"],
  ])("is 405 when only the method is wrong: %s %s", async (method, path) => {
    const answer = await api.ask(method, path, { key })
    expectError(answer, 405, "method_not_allowed")
    expect(answer.headers.allow).toMatch(/^[A-Z]+(, [A-Z]+)*$/)
  })
})

describe("bad input", () => {
  const bad: [string, Record<string, unknown>, number, string, string][] = [
    ["no name", { template: "static-site" }, 400, "invalid", "name"],
    ["a name with spaces", { template: "static-site", name: "my site" }, 400, "invalid", "name"],
    ["a name too long", { template: "static-site", name: "a".repeat(41) }, 400, "invalid", "name"],
    ["an id that is none", { vdcId: "x", template: "static-site", name: "ok" }, 400, "invalid", "vdcId"],
    ["a wrong type", { template: "static-site", name: "ok", start: "perhaps" }, 400, "invalid", "start"],
    ["no such template", { template: "no-such", name: "ok" }, 404, "not_found", "template"],
    [
      "more than may be drawn",
      { template: "static-site", name: "ok", components: { web: { count: 51 } } },
      400,
      "invalid",
      "components.web.count",
    ],
  ]
  test.each(bad)("names the field: %s", async (_what, part, status, code, field) => {
    const body = { vdcId: api.ours.vdcId, ...part }
    expectError(await api.ask("POST", "/api/v1/applications", { key, body }), status, code, field)
  })

  test("more than the VDC has is refused in numbers", async () => {
    const components = { web: { count: 50, cpuMillis: 4000 } }
    const body = { vdcId: api.ours.vdcId, template: "static-site", name: "big", components }
    const answer = await api.ask("POST", "/api/v1/applications", { key, body })
    expect([400, 422]).toContain(answer.status)
    expect(answer.text).toMatch(/\d/)
    const list = await api.ask("GET", `/api/v1/applications?vdcId=${api.ours.vdcId}`, { key })
    expect(list.text).not.toContain('"big"')
  })

  test("a name that is taken is a conflict", async () => {
    const body = { vdcId: api.ours.vdcId, template: "static-site", name: "shop" }
    expectError(await api.ask("POST", "/api/v1/applications", { key, body }), 409, "conflict", "name")
  })

  test.each(["{", "{]", "null", "[]", '"text"', ""])("a body that is no JSON object: %s", async (body) => {
    const answer = await api.ask("POST", "/api/v1/applications", { key, body })
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.json as object).sort()).toEqual(
      expect.arrayContaining(["code", "message"]) as unknown as string[],
    )
    expect(answer.json).toMatchObject({ code: "invalid" })
  })

  test("a body of another type is 415", async () => {
    const headers = { "content-type": "text/plain" }
    expectError(
      await api.ask("POST", "/api/v1/applications", { key, body: "{}", headers }),
      415,
      "unsupported_media_type",
    )
  })

  test("a body above 1 MiB is 413", async () => {
    const body = JSON.stringify({ name: "x".repeat(1024 * 1024) })
    expectError(await api.ask("POST", "/api/v1/applications", { key, body }), 413, "too_large")
  })

  test("a page of none, or of too many, names the limit", async () => {
    for (const limit of ["0", "101", "ten"])
      expectError(await api.ask("GET", `/api/v1/events?limit=${limit}`, { key }), 400, "invalid", "limit")
    const cursor = await api.ask("GET", "/api/v1/events?cursor=nonsense", { key })
    expectError(cursor, 400, "invalid", "cursor")
  })

  test("leaves no fault in the log", async () => {
    await api.ask("POST", "/api/v1/applications", { key, body: "{" })
    await api.ask("GET", "/api/v1/vdcs/not-an-id", { key })
    await api.ask("GET", "/api/v1/vdcs/%E0%A4%A", { key })
    await api.ask("GET", `/api/v1/vdcs?x=${"y".repeat(4000)}`, { key })
    expect(api.faults).toEqual([])
  })
})

describe("another site's page", () => {
  const path = () => `/api/v1/applications/${api.ours.applicationId}/stop?tenantId=${api.ours.tenantId}`

  test.each([
    ["its origin", { origin: "http://evil.test" }],
    ["a null origin", { origin: "null" }],
    ["a neighbouring site", { "sec-fetch-site": "same-site", origin: "http://portal.test" }],
    ["what the browser says of it", { "sec-fetch-site": "cross-site", origin: "http://portal.test" }],
    ["nothing said of where it comes from", {}],
  ])("cannot act with our cookie: %s", async (_what, from) => {
    const headers = { cookie: await api.cookieOf(api.ours), "content-type": "application/json", ...from }
    expectError(await api.ask("POST", path(), { headers, body: "{}" }), 403, "forbidden")
    const trpc = await api.ask("POST", "/api/trpc/applications.stop", {
      headers,
      body: { tenantId: api.ours.tenantId, applicationId: api.ours.applicationId },
    })
    expect(trpc.status).toBe(403)
    const upload = await api.ask("PUT", `/api/v1/volumes/${api.ours.volumeId}/files/a?tenantId=${api.ours.tenantId}`, {
      headers,
      body: "x",
    })
    expectError(upload, 403, "forbidden")
  })

  test("our own page can", async () => {
    const headers = { cookie: await api.cookieOf(api.ours), "sec-fetch-site": "same-origin" }
    const me = await api.ask("GET", "/api/v1/me", { headers })
    expect(me.json).toMatchObject({ via: "session", user: { id: api.ours.userId } })
    const body = { tenantId: api.ours.tenantId }
    const stop = await api.ask("POST", `/api/v1/applications/${api.ours.applicationId}/stop`, { headers, body })
    expect(stop.status).toBe(202)
  })

  test("a session that was ended a moment ago is ended", async () => {
    const cookie = await api.cookieOf(api.theirs)
    expect((await api.ask("GET", "/api/v1/me", { headers: { cookie } })).status).toBe(200)
    await api.worker.session.update({ where: { id: api.theirs.sessionId }, data: { revokedAt: new Date() } })
    expectError(await api.ask("GET", "/api/v1/me", { headers: { cookie } }), 401, "unauthenticated")
  })
})

describe("the OpenAPI document", () => {
  test("is open to all", async () => {
    const answer = await api.ask("GET", "/api/v1/openapi.json")
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ info: { version: "1.2.3" }, paths: expect.any(Object) })
  })
})

describe("every answer", () => {
  test("carries the headers that keep browsers careful", async () => {
    for (const path of ["/api/v1/vdcs", "/api/v1/nothing", "/api/health", "/somewhere"]) {
      const { headers } = await api.ask("GET", path)
      expect(headers["x-content-type-options"], path).toBe("nosniff")
      expect(headers["x-frame-options"], path).toBe("DENY")
      expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'")
      expect(headers["x-powered-by"], path).toBeUndefined()
    }
  })
})
