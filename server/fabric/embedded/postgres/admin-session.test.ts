import { mkdtemp, rm, writeFile } from "node:fs/promises"
import net from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { openAdminSession } from "./admin-session"

const message = (type: string, body: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}
const greeting = Buffer.concat([message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))])
const refusal = Buffer.concat([
  message("E", Buffer.from("SERROR\0C57P03\0Mnot now\0\0")),
  message("Z", Buffer.from("I")),
])

function closeServer(server: net.Server, open: Set<net.Socket>): Promise<unknown> {
  for (const socket of open) socket.destroy()
  return new Promise((resolve) => server.close(resolve))
}

/** A server that lets anybody in and refuses every statement, as one that is shutting down does. */
async function refusingServer() {
  const open = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    open.add(socket)
    socket.on("close", () => open.delete(socket))
    socket.on("error", () => undefined)
    socket.on("data", (chunk) => {
      if (chunk[0] === "Q".charCodeAt(0)) socket.write(refusal)
      else if (chunk[0] !== "X".charCodeAt(0)) socket.write(greeting)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return { port: address.port, open, close: () => closeServer(server, open) }
}

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

test("a session whose first statement fails is not left open", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gridline-admin-"))
  cleanups.push(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, "admin.json"), JSON.stringify({ user: "gridline", password: "x" }))
  const server = await refusingServer()
  cleanups.push(server.close)
  const session = openAdminSession(join(folder, "data"), server.port, () => undefined)
  await expect(session).rejects.toThrow("not now")
  await expect.poll(() => server.open.size).toBe(0)
})
