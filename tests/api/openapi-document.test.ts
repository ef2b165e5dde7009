import { beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "@/server/api/root"
import type { ApiMeta } from "@/server/api/trpc"
import { openApiDocument } from "@/server/web/openapi-document"

type Procedure = { _def: { type: string; meta?: ApiMeta } }
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
const doors = procedures.flatMap(([, { _def }]) => (_def.meta?.openapi ? [_def.meta.openapi] : []))

describe("the OpenAPI document", () => {
  type Operation = { operationId?: string; responses?: Record<string, unknown>; security?: unknown[] }
  type Document = {
    openapi: string
    info: { title: string; version: string }
    paths: Record<string, Record<string, Operation>>
    components?: { schemas?: Record<string, unknown> }
  }
  let document: Document
  beforeAll(() => {
    document = openApiDocument("http://portal.test", "1.2.3") as Document
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
    const archives = ["GET /snapshots/{snapshotId}/archive", "POST /vdcs/{vdcId}/archive"]
    const streams = [...files, ...archives, "GET /components/{componentId}/console"]
    expect(listed.sort()).toEqual([...doors.map((d) => `${d.method} ${d.path}`), ...streams].sort())
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
        "sessions.events",
        "sessions.list",
        "sessions.revoke",
      ].sort(),
    )
  })
})
