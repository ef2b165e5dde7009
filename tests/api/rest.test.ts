import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { uploadLimitBytes } from "@/lib/schemas/volume"
import { appRouter } from "@/server/api/root"
import type { ApiMeta } from "@/server/api/trpc"
import { type Answer, type ApiServer, openApiServer } from "../support/api-server"
import { makeKey } from "../support/company-fixture"
import { exampleInputs } from "./example-inputs"

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

type Procedure = { _def: { type: string; meta?: ApiMeta } }
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
const doors = procedures.flatMap(([, { _def }]) => (_def.meta?.openapi ? [_def.meta.openapi] : []))

/** Exactly `{ code, message, field? }`, and nothing of our insides. */
function expectError({ status, json, text, headers }: Answer, expected: number, code: string, field?: string): void {
  expect(json, text).toEqual({ code, message: expect.stringMatching(/\S/), ...(field ? { field } : {}) })
  expect(status).toBe(expected)
  expect(headers["content-type"]).toMatch(/^application\/json/)
  expect(text).not.toMatch(/prisma|postgres|node_modules|\bat .*:\d+:\d+|TRPC|zod/i)
}

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

describe("the OpenAPI document", () => {
  type Operation = { operationId?: string; responses?: Record<string, unknown>; security?: unknown[] }
  type Document = {
    openapi: string
    info: { title: string; version: string }
    paths: Record<string, Record<string, Operation>>
    components?: { schemas?: Record<string, unknown> }
  }
  let document: Document
  beforeAll(async () => {
    document = (await api.ask("GET", "/api/v1/openapi.json")).json as Document
  })

  test("is open to all and says what it is", () => {
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\./), info: { version: "1.2.3" } })
  })

  test("lists every door there is, and no other", () => {
    const listed = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((name) => name !== "parameters")
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    const files = ["GET", "PUT", "DELETE"].map((method) => `${method} /volumes/{volumeId}/files/{path}`)
    expect(listed.sort()).toEqual([...doors.map((d) => `${d.method} ${d.path}`), ...files].sort())
  })

  test("tells each long act's 202", () => {
    for (const [path, { _def }] of procedures) {
      const { openapi, accepted } = _def.meta ?? {}
      if (!openapi || !accepted) continue
      const responses = document.paths[openapi.path]?.[openapi.method.toLowerCase()]?.responses ?? {}
      expect(Object.keys(responses), path).toContain("202")
      expect(Object.keys(responses), path).not.toContain("200")
    }
  })

  test("has an operation id for each, once, and no reference that leads nowhere", () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).flatMap((operation) => operation.operationId ?? []),
    )
    expect(new Set(ids).size).toBe(ids.length)
    const text = JSON.stringify(document)
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components?.schemas, name).toHaveProperty(String(name))
  })

  test("describes errors as they are: code, message, field", () => {
    const item = document.paths["/vdcs/{vdcId}"]?.get?.responses ?? {}
    const refs = [...JSON.stringify(item).matchAll(/"#\/components\/schemas\/(error[^"]+)"/g)].map(([, name]) => name)
    expect(refs.length).toBeGreaterThan(2)
    const shapeOf = (name: string | undefined) => document.components?.schemas?.[String(name)]
    for (const name of refs)
      expect(shapeOf(name)).toMatchObject({
        properties: { code: {}, message: {}, field: {} },
        required: ["code", "message"],
      })
    expect(JSON.stringify(document)).not.toContain('"issues"')
  })

  test("is for procedures of tenants and provider alike: those without a REST path are known", () => {
    const without = procedures.filter(([, p]) => !p._def.meta?.openapi).map(([path]) => path)
    expect(without.sort()).toEqual(
      [
        "identity.changePassword",
        "identity.requestPasswordReset",
        "identity.resendVerification",
        "identity.resetPassword",
        "identity.signOutEverywhere",
        "identity.signUp",
        "identity.verifyEmail",
        "invitations.accept",
        "invitations.preview",
        "live.changes",
        "sessions.list",
        "sessions.revoke",
      ].sort(),
    )
    expect(Object.keys(exampleInputs)).toEqual(expect.arrayContaining(without))
  })
})

describe("files of a volume", () => {
  const file = (path: string, volumeId = api.ours.volumeId) => `/api/v1/volumes/${volumeId}/files/${path}`

  beforeAll(async () => {
    const { signal } = new AbortController()
    const node = { name: "n", cores: 4, memoryMib: 8192, diskGib: 100, networkMbps: 1000 }
    for (const { nodeId, volumeId } of [api.ours, api.theirs]) {
      await api.fabric.powerOn({ nodeId, ...node }, signal)
      await api.fabric.ensureVolume(
        {
          volumeId,
          nodeId,
          epoch: 1,
          sizeGib: 1,
          source: { kind: "empty" },
          mirroring: "files",
          role: { kind: "primary" },
        },
        signal,
      )
    }
  })

  test("go in and come out as they were", async () => {
    const put = await api.ask("PUT", file("folder/h%C3%A9llo%20w.html"), { key, body: "<b>hello</b>" })
    expect(put.status).toBe(201)
    expect(put.json).toMatchObject({ path: "folder/héllo w.html", kind: "file", bytes: 12 })
    const got = await api.ask("GET", file("folder/h%C3%A9llo%20w.html"), { key })
    expect([got.status, got.text]).toEqual([200, "<b>hello</b>"])
    // A tenant's page must not run in the portal.
    expect(got.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": expect.stringMatching(/^attachment;/),
      "content-security-policy": "sandbox",
    })
    const list = await api.ask("GET", `/api/v1/volumes/${api.ours.volumeId}/files?path=folder`, { key })
    expect(list.json).toMatchObject({ items: [{ name: "héllo w.html" }] })
    expect((await api.ask("HEAD", file("folder/h%C3%A9llo%20w.html"), { key })).headers["content-length"]).toBe("12")
    expect((await api.ask("DELETE", file("folder/h%C3%A9llo%20w.html"), { key })).status).toBe(204)
    expectError(await api.ask("GET", file("folder/h%C3%A9llo%20w.html"), { key }), 404, "not_found", "path")
  })

  const tricks = [
    "..",
    "../",
    "../secrets",
    "%2e%2e",
    "%2e%2e/secrets",
    "%2E%2E%2Fsecrets",
    "..%2fsecrets",
    "..%2f..%2f..%2fetc%2fpasswd",
    "a/../../secrets",
    "a/%2e%2e/%2e%2e/secrets",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "a//b",
    "./a",
    "a/.",
    "a%00.txt",
    "%00",
    "a%5c..%5c..%5csecrets",
    "..%5csecrets",
  ]
  test.each(tricks)("do not leave the volume: %s", async (trick) => {
    for (const method of ["GET", "PUT", "DELETE"] as const) {
      const answer = await api.ask(method, file(trick), { key, ...(method === "PUT" ? { body: "x" } : {}) })
      expect([400, 404], `${method}: ${answer.text}`).toContain(answer.status)
      expect(answer.json).toMatchObject({ code: expect.stringMatching(/^(invalid|not_found)$/) })
    }
    expect(api.faults).toEqual([])
    // Nothing was written, and no other door was opened by it.
    const list = await api.ask("GET", `/api/v1/volumes/${api.ours.volumeId}/files`, { key })
    expect(list.json).toMatchObject({ items: [] })
    expect((await api.ask("GET", `/api/v1/volumes/${api.ours.volumeId}`, { key })).json).toMatchObject({
      trashedAt: null,
    })
  })

  test.each(["../", "..%2f", "%2e%2e/", "/etc", "a%5cb", "a%00b"])(
    "are not listed outside of it: %s",
    async (trick) => {
      const answer = await api.ask("GET", `/api/v1/volumes/${api.ours.volumeId}/files?path=${trick}`, { key })
      expectError(answer, 400, "invalid", "path")
    },
  )

  test("an encoding that is none is said so", async () => {
    expectError(await api.ask("GET", file("%E0%A4%A"), { key }), 400, "invalid", "path")
  })

  test("more than may be uploaded is refused before it is sent", async () => {
    const headers = { "content-length": String(uploadLimitBytes + 1), "content-type": "application/octet-stream" }
    expectError(await api.ask("PUT", file("big"), { key, headers, body: "x" }), 413, "too_large")
  })

  test("of another company's volume are not found", async () => {
    await api.ask("PUT", file("secret", api.theirs.volumeId), { key: api.theirs.members.owner.key, body: "secret" })
    for (const [method, body] of [["GET"], ["PUT", "x"], ["DELETE"]] as const) {
      const foreign = await api.ask(method, file("secret", api.theirs.volumeId), { key, ...(body ? { body } : {}) })
      expectError(foreign, 404, "not_found")
      const never = await api.ask(method, file("secret", newId()), { key, ...(body ? { body } : {}) })
      expect(never.text).toBe(foreign.text)
    }
    const still = await api.ask("GET", file("secret", api.theirs.volumeId), { key: api.theirs.members.owner.key })
    expect(still.text).toBe("secret")
  })

  test("are for readers to read, and for writers to write", async () => {
    const viewer = api.ours.members.viewer.key
    expectError(await api.ask("PUT", file("a"), { key: viewer, body: "x" }), 403, "forbidden")
    expectError(await api.ask("DELETE", file("a"), { key: viewer }), 403, "forbidden")
    expectError(await api.ask("GET", file("a"), { key: viewer }), 404, "not_found", "path")
    expectError(await api.ask("GET", file("a")), 401, "unauthenticated")
  })

  test("take no other method", async () => {
    const answer = await api.ask("POST", file("a"), { key, body: "x" })
    expectError(answer, 405, "method_not_allowed")
  })
})
