import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type ApiServer, openApiServer } from "../support/api-server"
import { expectError } from "../support/expect-error"
import { startComponent } from "../support/running-component"

let api: ApiServer
let key: string

beforeAll(async () => {
  api = await openApiServer()
  key = api.ours.members.owner.key
  await startComponent(api, api.ours)
  await startComponent(api, api.theirs)
})
afterAll(() => api?.close())
beforeEach(() => {
  api.faults.length = 0
})

const exec = (command: unknown, by = key, componentId = api.ours.componentId) =>
  api.ask("POST", `/api/v1/components/${componentId}/exec`, { key: by, body: { command } })
const audited = () => api.worker.auditEvent.findMany({ where: { action: "component.exec" }, orderBy: { id: "asc" } })

describe("a command in a component", () => {
  test("hands back what it printed and how it ended, and is written down without what it printed", async () => {
    const answer = await exec(["echo", "the", "answer"])
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        exitCode: 0,
        timedOut: false,
        stdout: { text: "the answer\n", truncated: false },
        stderr: { text: "", truncated: false },
      },
    ])
    const [event, ...more] = await audited()
    expect(more).toEqual([])
    expect(event).toMatchObject({ tenantId: api.ours.tenantId, subjectId: api.ours.componentId })
    expect(event?.after).toEqual({ command: ["echo", "the", "answer"] })
  })

  test("says of long output that it was cut, and of a long wait that it was ended", async () => {
    const long = await exec(["seq", "1", "100000"])
    expect(long.json).toMatchObject({ exitCode: 0, stdout: { truncated: true } })
    expect((long.json as { stdout: { text: string } }).stdout.text).toHaveLength(65_536)
    expect((await exec(["sleep", "31"])).json).toMatchObject({ exitCode: null, timedOut: true })
    expect((await exec(["no-such-command"])).json).toMatchObject({ exitCode: 127 })
  })

  test("is for whoever may start and stop, in his own company", async () => {
    const before = (await audited()).length
    expectError(await exec(["echo"], api.ours.members.viewer.key), 403, "forbidden")
    expectError(await exec(["echo"], api.theirs.members.owner.key), 404, "not_found")
    expectError(await exec(["echo"], key, api.theirs.componentId), 404, "not_found")
    expect(await audited()).toHaveLength(before)
  })

  test.each([
    [[], "command"],
    [[""], "command"],
    ["ls -l", "command"],
    [["a\u0000b"], "command.0"],
    [Array.from({ length: 201 }, () => "a"), "command"],
  ])("that is none is refused: %j", async (command, field) => {
    expectError(await exec(command), 400, "invalid", field)
  })

  test("is refused with the reason where components do not run, or are not kept apart", async () => {
    api.fabric.faults.failNext("exec", 1, "not_supported", "They are not kept apart.")
    const refused = await exec(["echo"])
    expectError(refused, 501, "not_supported")
    expect(refused.text).toContain("They are not kept apart.")
    api.fabric.faults.failNext("exec", 1, "node_unreachable")
    expectError(await exec(["echo"]), 503, "unavailable")
    await api.worker.component.updateMany({ where: { id: api.ours.componentId }, data: { state: "stopped" } })
    expectError(await exec(["echo"]), 409, "conflict")
    expect(api.faults).toEqual([])
  })
})
