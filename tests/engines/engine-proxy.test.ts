import { connect } from "node:tls"
import { afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import type { RigDataCenter } from "../../scripts/rig/rig-file"
import { type EngineProxy, openEngineProxy } from "../support/engine-proxy"
import { pinnedRequest } from "../support/pinned-request"
import { engineOf, joinDataCenter } from "../support/rig-client"
import { makeIdentity } from "../support/self-signed-certificate"

const client = makeIdentity("proxy-test")
let engine: RigDataCenter
let proxy: EngineProxy

beforeAll(async () => {
  const rig = await openRig(inject("testEngines").options)
  const found = (await rig.read())?.dataCenters.find(({ name }) => name === "dc2")
  if (!found) throw new Error("The rig has no dc2.")
  engine = found
  expect((await joinDataCenter(engine, await rig.token("dc2"), client)).status).toBe(201)
})
beforeEach(async () => {
  proxy = await openEngineProxy({ target: engineOf(engine).url, certificate: engine.certificate, client })
})
afterEach(async () => {
  await proxy.close()
  await direct("DELETE", "/1.0/projects/faulty")
})

const direct = (method: string, path: string, body?: string) =>
  pinnedRequest(engineOf(engine), method, path, { client, ...(body && { body }) })
const create = () => pinnedRequest(proxy, "POST", "/1.0/projects", { body: JSON.stringify({ name: "faulty" }) })
const isThere = async () => (await direct("GET", "/1.0/projects/faulty")).status === 200

/** The engine's events as they arrive, frame heads and all. */
async function openEvents() {
  const socket = connect({ port: Number(new URL(proxy.url).port), host: "127.0.0.1", ca: proxy.certificate })
  let text = ""
  socket.setEncoding("latin1").on("data", (part: string) => {
    text += part
  })
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()))
  const head = ["GET /1.0/events?type=lifecycle&all-projects=true HTTP/1.1", "Host: engine", "Connection: Upgrade"]
  const key = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
  socket.write(`${[...head, ...key].join("\r\n")}\r\n\r\n`)
  await expect.poll(() => text).toContain("101 Switching Protocols")
  return { ended, text: () => text }
}

test("an engine knows the proxy as the client it stands for", async () => {
  expect(JSON.parse((await pinnedRequest(proxy, "GET", "/1.0")).text)).toMatchObject({ metadata: { auth: "trusted" } })
})

test("a lost answer leaves behind what was asked for", async () => {
  proxy.inject({ kind: "lose-answer", method: "POST" })
  await expect(create()).rejects.toThrow()
  expect(await isThere()).toBe(true)
})

test("a duplicate is answered as the second one", async () => {
  proxy.inject({ kind: "duplicate", method: "POST" })
  const answer = await create()
  expect(answer.status).toBe(409)
  expect(answer.text).toContain("already exists")
  expect(await isThere()).toBe(true)
})

test("a refusal and a request cut in half leave nothing behind", async () => {
  proxy.inject({ kind: "refuse", method: "POST" })
  expect((await create()).status).toBe(503)
  proxy.inject({ kind: "cut-request", method: "POST" })
  await expect(create()).rejects.toThrow()
  expect(await isThere()).toBe(false)
})

test("events come through, until they are cut", async () => {
  const events = await openEvents()
  await create()
  await expect.poll(events.text, { timeout: 10_000 }).toContain("project-created")
  expect(proxy.cutStreams(/events/)).toBe(1)
  await events.ended
})
