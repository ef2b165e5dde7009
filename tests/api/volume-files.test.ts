import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { uploadLimitBytes } from "@/lib/schemas/volume"
import { type ApiServer, openApiServer } from "../support/api-server"
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
          vdcId: api.ours.vdcId,
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
