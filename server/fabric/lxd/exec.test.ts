import type { AddressInfo } from "node:net"
import { afterAll, expect, test } from "vitest"
import WebSocket, { WebSocketServer } from "ws"
import { gathered } from "./commands"
import { messagesOf } from "./exec"

const engine = new WebSocketServer({ host: "127.0.0.1", port: 0 })
afterAll(() => engine.close())

/** What is read of an engine that says "half" and drops the connection. */
async function readOfBroken(neverRan?: () => Promise<boolean>) {
  engine.once("connection", (socket) => socket.send(Buffer.from("half"), () => socket.terminate()))
  const { port } = engine.address() as AddressInfo
  return gathered(messagesOf(new WebSocket(`ws://127.0.0.1:${port}`), neverRan), 100)
}

test("what breaks in the middle is no end, but of a command that could not be started", async () => {
  await expect(readOfBroken()).rejects.toThrow("the connection broke in the middle")
  await expect(readOfBroken(() => Promise.resolve(false))).rejects.toThrow("the connection broke in the middle")
  // Nobody waits for a verdict that does not come: the command may go on for ever.
  await expect(readOfBroken(() => new Promise(() => undefined))).rejects.toThrow("the connection broke in the middle")
  expect(await readOfBroken(() => Promise.resolve(true))).toEqual({ text: "half", truncated: false })
})
