import { afterAll, beforeAll, expect, test } from "vitest"
import { Blueprint } from "@/lib/blueprint/document"
import { type ApiServer, openApiServer } from "@/tests/support/api-server"
import { expectError } from "@/tests/support/expect-error"

let api: ApiServer
beforeAll(async () => {
  api = await openApiServer()
})
afterAll(() => api.close())

const ask = (method: string, path: string, body?: object) =>
  api.ask(method, `/api/v1/applications${path}`, { key: api.ours.members.owner.key, ...(body ? { body } : {}) })

type Exported = { fileName: string; descriptor: string }
const exported = async (applicationId: string) => (await ask("GET", `/${applicationId}/descriptor`)).json as Exported
const drawingOf = async (applicationId: string) => {
  const { revision } = await api.worker.application.findUniqueOrThrow({
    where: { id: applicationId },
    include: { revision: true },
  })
  return Blueprint.parse(revision?.blueprint)
}

let text = ""

test("a template is provisioned, its text is read, and makes the same drawing again", async () => {
  const { vdcId } = api.ours
  const first = await ask("POST", "", { vdcId, template: "scalable-web", name: "first", title: "First", start: false })
  expect(first.status, first.text).toBe(202)
  const firstId = (first.json as { subject: { id: string } }).subject.id
  const { descriptor, fileName } = await exported(firstId)
  expect(fileName).toBe("first.gridline.yaml")
  expect(descriptor).toMatch(/^# yaml-language-server: \$schema=http:\/\/portal\.test\/schemas\/application-1\.json\n/)
  expect(descriptor).toContain("title: First")
  text = descriptor
  const checked = await ask("POST", "/descriptor/check", { vdcId, descriptor })
  expect(checked.json).toMatchObject({ problems: [], quote: { currency: "EUR" } })
  const second = await ask("POST", "/descriptor", { vdcId, name: "second", descriptor, start: false })
  expect(second.status, second.text).toBe(202)
  const secondId = (second.json as { subject: { id: string } }).subject.id
  expect(await drawingOf(secondId)).toEqual(await drawingOf(firstId))
  expect((await ask("GET", `/${secondId}`)).json).toMatchObject({ title: "First", slug: "second" })
  expect((await exported(secondId)).descriptor).toBe(descriptor)
  const [event] = await api.worker.auditEvent.findMany({ where: { action: "application.create", subjectId: secondId } })
  expect(event).toMatchObject({ after: { name: "second", descriptor: "5 components" } })
})

test("what is wrong is told with its line, and nothing is made", async () => {
  const { vdcId } = api.ours
  const before = await api.worker.application.count()
  const descriptor = text.replace("class: balancer@1", "class: balancer@9").replace("title: First", "titel: First")
  const checked = await ask("POST", "/descriptor/check", { vdcId, descriptor })
  expect(checked.json).toEqual({
    problems: [{ line: 4, column: 1, message: "titel: there is no such field." }],
    quote: null,
  })
  const unknown = text.replace("class: balancer@1", "class: balancer@9")
  const line = unknown.split("\n").findIndex((each) => each.includes("balancer@9")) + 1
  const refused = await ask("POST", "/descriptor", { vdcId, name: "third", descriptor: unknown })
  expectError(refused, 400, "invalid", "descriptor")
  expect(refused.text).toContain(
    `Line ${line}: balancer is made of balancer@9, which no catalog has. Choose balancer@1.`,
  )
  expectError(await ask("POST", "/descriptor", { vdcId, name: "second", descriptor: text }), 409, "conflict", "name")
  expectError(await ask("POST", "/descriptor", { vdcId, name: "empty", descriptor: "" }), 400, "invalid", "descriptor")
  const huge = text.replaceAll(/cpuMillis: \d+/g, "cpuMillis: 4000")
  expectError(await ask("POST", "/descriptor", { vdcId, name: "huge", descriptor: huge }), 422, "over_quota")
  expect(await api.worker.application.count()).toBe(before)
})

test("no one reads another company's, or makes one in its data center", async () => {
  const [mine] = await api.worker.application.findMany({ where: { slug: "first" } })
  const key = api.theirs.members.owner.key
  expectError(await api.ask("GET", `/api/v1/applications/${mine?.id}/descriptor`, { key }), 404, "not_found")
  const body = { vdcId: api.ours.vdcId, name: "spy", descriptor: text }
  expectError(await api.ask("POST", "/api/v1/applications/descriptor", { key, body }), 404, "not_found")
  expectError(await api.ask("POST", "/api/v1/applications/descriptor/check", { key, body }), 404, "not_found")
  const viewer = api.ours.members.viewer.key
  expectError(await api.ask("POST", "/api/v1/applications/descriptor", { key: viewer, body }), 403, "forbidden")
})
