import { createServer } from "node:https"
import { type AddressInfo, connect as connectPlain } from "node:net"
import { connect } from "node:tls"
import { afterEach, beforeEach, expect, test } from "vitest"
import { type EngineProxy, openEngineProxy } from "./engine-proxy"
import { pinnedRequest } from "./pinned-request"
import { makeIdentity } from "./self-signed-certificate"

const client = makeIdentity("driver")
let heard: string[]
let engine: { url: string; certificate: string; close: () => Promise<void> }
let proxy: EngineProxy

/** Answers with what it was asked, counts it, knows its client, and echoes on websockets. */
async function openEngine() {
  const own = makeIdentity("engine", [])
  const server = createServer({
    key: own.key,
    cert: own.certificate,
    requestCert: true,
    ca: client.certificate,
    rejectUnauthorized: true,
  })
  server.on("request", async (request, response) => {
    let body = ""
    request.on("error", () => heard.push(`${request.method} ${request.url} broke after ${body.length}`))
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part
    })
    request.on("end", () => {
      heard.push(`${request.method} ${request.url} ${body}`)
      response.writeHead(200, { "x-count": String(heard.length) })
      response.end(`${heard.length}:${body}`)
    })
  })
  server.on("upgrade", (request, socket) => {
    heard.push(`upgrade ${request.url}`)
    socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n")
    socket.on("error", () => socket.destroy())
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate: own.certificate, close }
}

beforeEach(async () => {
  heard = []
  engine = await openEngine()
  proxy = await openEngineProxy({ target: engine.url, certificate: engine.certificate, client })
})
afterEach(async () => {
  await proxy.close()
  await engine.close()
})

const get = (path: string) => pinnedRequest(proxy, "GET", path)
const post = (path: string, body: string) => pinnedRequest(proxy, "POST", path, { body })

/** Opens a websocket's connection; what came back until it ended. */
function openStream(path: string) {
  const socket = connect({ port: Number(new URL(proxy.url).port), host: "127.0.0.1", ca: proxy.certificate })
  let text = ""
  socket.setEncoding("utf8").on("data", (part: string) => {
    text += part
  })
  const ended = new Promise<string>((resolve) => socket.once("close", () => resolve(text)))
  socket.on("error", () => socket.destroy())
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n`)
  const has = (wanted: string) =>
    new Promise<void>((resolve) => {
      const check = () => (text.includes(wanted) ? resolve() : socket.once("data", () => setImmediate(check)))
      check()
    })
  return { socket, ended, has }
}

test("what no fault is for passes unchanged, with the proxy's client certificate", async () => {
  expect(await post("/1.0/instances", "hello")).toEqual({ status: 200, text: "1:hello" })
  expect(heard).toEqual(["POST /1.0/instances hello"])
  const [record] = proxy.records
  expect(record).toMatchObject({ method: "POST", path: "/1.0/instances", sent: 1, status: 200, outcome: "answered" })
})

test("an engine with another certificate is not spoken to", async () => {
  const other = await openEngineProxy({ target: engine.url, certificate: makeIdentity("other").certificate, client })
  await expect(pinnedRequest(other, "GET", "/1.0")).rejects.toThrow()
  expect(heard).toEqual([])
  await other.close()
})

test("a lost answer: the engine did it, the driver does not know", async () => {
  proxy.inject({ kind: "lose-answer", method: "POST", path: /instances/ })
  expect((await get("/1.0/instances")).status).toBe(200)
  await expect(post("/1.0/instances", "a")).rejects.toThrow(/hang up|reset|aborted/)
  expect(heard).toEqual(["GET /1.0/instances ", "POST /1.0/instances a"])
  expect(proxy.records[1]).toMatchObject({ fault: "lose-answer", sent: 1, status: 200, outcome: "cut" })
  expect(await post("/1.0/instances", "b")).toEqual({ status: 200, text: "3:b" })
})

test("a duplicate: the engine is asked twice and the second answer comes back", async () => {
  proxy.inject({ kind: "duplicate" })
  expect(await post("/x", "a")).toEqual({ status: 200, text: "2:a" })
  expect(heard).toEqual(["POST /x a", "POST /x a"])
  expect(proxy.records[0]).toMatchObject({ sent: 2, outcome: "answered" })
})

test("an answer that breaks off in the middle", async () => {
  proxy.inject({ kind: "cut-answer" })
  await expect(post("/x", "0123456789")).rejects.toThrow(/abort|hang up|reset/)
  expect(proxy.records[0]).toMatchObject({ fault: "cut-answer", status: 200, outcome: "cut" })
})

test("a request that breaks off in the middle", async () => {
  proxy.inject({ kind: "cut-request" })
  await expect(post("/x", "0123456789")).rejects.toThrow(/hang up|reset/)
  await expect.poll(() => heard).toEqual(["POST /x broke after 5"])
})

test("refusals count, and the engine hears nothing of them", async () => {
  proxy.inject({ kind: "refuse", times: 2, skip: 1, status: 502 })
  const statuses = []
  for (const path of ["/a", "/b", "/c", "/d"]) statuses.push((await get(path)).status)
  expect(statuses).toEqual([200, 502, 502, 200])
  expect(heard).toEqual(["GET /a ", "GET /d "])
})

test("a delay delays", async () => {
  proxy.inject({ kind: "delay", milliseconds: 150 })
  const began = performance.now()
  expect((await get("/a")).status).toBe(200)
  expect(performance.now() - began).toBeGreaterThanOrEqual(149)
})

test("chance is the same for the same seed, and calm ends it", async () => {
  const play = async () => {
    proxy.randomly({ seed: 7, share: 0.5, path: /things/, faults: [{ kind: "refuse" }, { kind: "lose-answer" }] })
    const kinds = []
    for (let index = 0; index < 12; index += 1) {
      await get(`/things/${index}`).catch(() => undefined)
      kinds.push(proxy.records.at(-1)?.fault)
    }
    return kinds
  }
  const first = await play()
  expect(await play()).toEqual(first)
  expect(new Set(first)).toEqual(new Set([undefined, "refuse", "lose-answer"]))
  proxy.calm()
  expect((await get("/things/1")).status).toBe(200)
})

test("streams pass both ways, and are cut when a test says so", async () => {
  const events = openStream("/1.0/events?type=lifecycle")
  const exec = openStream("/1.0/operations/1/websocket?secret=s")
  await Promise.all([events.has("101 "), exec.has("101 ")])
  events.socket.write("ping")
  await events.has("ping")
  expect(proxy.cutStreams(/\/events/)).toBe(1)
  expect(await events.ended).toContain("ping")
  exec.socket.write("still here")
  await exec.has("still here")
  expect(proxy.cutStreams()).toBe(1)
  await exec.ended
  expect(proxy.records.map(({ outcome }) => outcome)).toEqual(["cut", "cut"])
})

test("a stream that is cut after some bytes, one that is refused and one whose answer is lost", async () => {
  proxy.inject({ kind: "cut-stream", path: /websocket/, afterBytes: 4 })
  const exec = openStream("/1.0/operations/1/websocket")
  await exec.has("101 ")
  exec.socket.write("0123456789")
  expect(await exec.ended).toMatch(/\r\n\r\n0123$/)
  proxy.inject({ kind: "refuse", path: /events/ })
  expect(await openStream("/1.0/events").ended).toMatch(/^HTTP\/1.1 503 /)
  proxy.inject({ kind: "lose-answer", path: /events/ })
  expect(await openStream("/1.0/events").ended).toBe("")
  expect(heard).toEqual(["upgrade /1.0/operations/1/websocket", "upgrade /1.0/events"])
})

test("a proxy that is closed ends everything", async () => {
  const events = openStream("/1.0/events")
  await events.has("101 ")
  await proxy.close()
  await events.ended
  const again = connectPlain({ port: Number(new URL(proxy.url).port), host: "127.0.0.1" })
  await new Promise((resolve) => again.once("error", resolve))
  proxy = await openEngineProxy({ target: engine.url, certificate: engine.certificate, client })
})
