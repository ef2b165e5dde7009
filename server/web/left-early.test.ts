import { once } from "node:events"
import http, { type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, test } from "vitest"
import { leftEarly } from "./left-early"

const aborted = new DOMException("This operation was aborted", "AbortError")

test("work that ended with the connection is no fault, an abort of our own and any other error are", async () => {
  const server = http.createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const asked = once(server, "request") as Promise<[IncomingMessage]>
  const client = http.get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", agent: false })
  client.on("error", () => undefined)
  const [req] = await asked
  expect(leftEarly(aborted, req)).toBe(false)
  const closed = once(req.socket, "close")
  client.destroy()
  await closed
  expect(leftEarly(aborted, req)).toBe(true)
  expect(leftEarly(new Error("a fault"), req)).toBe(false)
  server.close()
})
