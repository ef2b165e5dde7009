import { once } from "node:events"
import { afterAll, beforeAll, expect, test } from "vitest"
import { WebSocket } from "ws"
import { type ApiServer, openApiServer } from "../support/api-server"
import { startComponent } from "../support/running-component"

let api: ApiServer
let key: string
beforeAll(async () => {
  api = await openApiServer({ proveMs: 100, idleMs: 5_000 })
  key = api.ours.members.owner.key
  await startComponent(api, api.ours)
  await startComponent(api, api.theirs)
})
afterAll(() => api?.close())

type Told = { exitCode?: number; error?: { code: string; message: string } }

/** A terminal's other end: what it has shown, and how it ended. */
function connect(headers: Record<string, string>, query = "", componentId = api.ours.componentId) {
  const address = `${api.origin.replace("http", "ws")}/api/v1/components/${componentId}/console${query}`
  const ws = new WebSocket(address, { headers })
  const seen: { screen: string; told: Told | null } = { screen: "", told: null }
  ws.on("message", (data: Buffer, isBinary) => {
    if (isBinary) seen.screen += data.toString()
    else seen.told = JSON.parse(data.toString()) as Told
  })
  const refused = new Promise<{ status: number; code: string }>((resolve, reject) => {
    ws.once("open", () => reject(new Error("it was let in")))
    ws.once("unexpected-response", (_req, res) => {
      let text = ""
      res.on("data", (part: Buffer) => {
        text += part.toString()
      })
      res.on("end", () => resolve({ status: res.statusCode ?? 0, code: (JSON.parse(text) as { code: string }).code }))
    })
  })
  refused.catch(() => undefined)
  const closed = once(ws, "close").then(([code]) => code as number)
  closed.catch(() => undefined)
  const type = (text: string) => ws.send(Buffer.from(text))
  return { ws, seen, refused, closed, type }
}

const bearer = (token = key) => ({ authorization: `Bearer ${token}` })

const patience = { timeout: 10_000 }

test("what is typed is echoed and run, a terminal is as large as its window, and the end has a code", async () => {
  const terminal = connect(bearer(), "?columns=100&rows=30")
  const { seen, type } = terminal
  await expect.poll(() => seen.screen, patience).toBe("$ ")
  type("size\r")
  await expect.poll(() => seen.screen, patience).toContain("100x30")
  terminal.ws.send(JSON.stringify({ resize: { columns: 120, rows: 40 } }))
  terminal.ws.send("no json")
  type("size\r")
  await expect.poll(() => seen.screen, patience).toContain("120x40")
  type("exit 3\r")
  expect(await terminal.closed).toBe(1000)
  expect(seen.told).toEqual({ exitCode: 3 })
  expect(api.faults).toEqual([])
})

test("who opened one is written down, and nothing of what was typed", async () => {
  const [event] = await api.worker.auditEvent.findMany({ where: { action: "component.console" } })
  expect(event).toMatchObject({ tenantId: api.ours.tenantId, subjectId: api.ours.componentId, after: null })
})

test("a browser's session opens one from the portal's own pages only", async () => {
  const cookie = await api.cookieOf(api.ours)
  expect(await connect({ cookie, origin: "https://elsewhere.example" }).refused).toEqual({
    status: 403,
    code: "forbidden",
  })
  expect(await connect({ cookie }).refused).toMatchObject({ status: 403 })
  const ours = connect({ cookie, origin: "http://portal.test" }, `?tenantId=${api.ours.tenantId}`)
  await expect.poll(() => ours.seen.screen, patience).toBe("$ ")
  ours.ws.close()
})

test("nobody, a viewer, a stranger and a wrong size are refused", async () => {
  expect(await connect({}).refused).toEqual({ status: 401, code: "unauthenticated" })
  expect(await connect(bearer(api.ours.members.viewer.key)).refused).toEqual({ status: 403, code: "forbidden" })
  expect(await connect(bearer(), "?columns=0").refused).toEqual({ status: 400, code: "invalid" })
  const stranger = connect(bearer(api.theirs.members.owner.key))
  expect(await stranger.closed).toBe(4400)
  expect(stranger.seen.told?.error?.code).toBe("not_found")
  const guest = connect(bearer(), `?tenantId=${api.theirs.tenantId}`, api.theirs.componentId)
  expect(await guest.refused).toMatchObject({ status: 404 })
})

test("what cannot be opened is told in the last frame", async () => {
  api.fabric.faults.failNext("openConsole", 1, "not_supported", "They are not kept apart.")
  const refused = connect(bearer())
  expect(await refused.closed).toBe(4400)
  expect(refused.seen.told?.error).toMatchObject({ code: "not_supported" })
  expect(refused.seen.told?.error?.message).toContain("They are not kept apart.")
})

test("nobody types for long, or may no longer: it ends, and says why", async () => {
  const idle = connect(bearer())
  expect(await idle.closed).toBe(4400)
  expect(idle.seen.told?.error?.message).toContain("Nothing was typed")
  const member = api.ours.members.engineer
  const leaver = connect(bearer(member.key))
  await expect.poll(() => leaver.seen.screen, patience).toBe("$ ")
  await api.worker.membership.updateMany({ where: { userId: member.userId }, data: { role: "viewer" } })
  expect(await leaver.closed).toBe(4400)
  expect(leaver.seen.told?.error?.code).toBe("forbidden")
  expect(api.faults).toEqual([])
})

test("twenty at a time; one that is left makes room, and other sockets lead nowhere", async () => {
  const many = Array.from({ length: 20 }, () => connect(bearer()))
  // Nobody falls asleep before the last one is there.
  const awake = setInterval(() => {
    for (const { ws, type } of many) if (ws.readyState === WebSocket.OPEN) type(" ")
  }, 300)
  for (const { seen } of many) await expect.poll(() => seen.screen, patience).toContain("$ ")
  const late = connect(bearer())
  expect(await late.closed).toBe(4400)
  expect(late.seen.told?.error?.code).toBe("rate_limited")
  clearInterval(awake)
  for (const { ws } of many) ws.terminate()
  // The portal hears of their end a moment later.
  const comesIn = async () => {
    const again = connect(bearer())
    await expect.poll(() => again.seen.screen || again.seen.told, patience).toBeTruthy()
    again.ws.terminate()
    return again.seen.screen
  }
  await expect.poll(comesIn, patience).toBe("$ ")
  const elsewhere = new WebSocket(`${api.origin.replace("http", "ws")}/api/v1/elsewhere`)
  const [error] = (await once(elsewhere, "error")) as [Error]
  expect(error.message).toContain("404")
})
