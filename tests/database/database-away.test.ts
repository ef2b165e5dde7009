import { once } from "node:events"
import net, { type AddressInfo } from "node:net"
import { afterEach, describe, expect, test } from "vitest"
import { openDatabase } from "@/server/db"
import { databaseAway } from "@/server/domain/database-away"

const message = (type: string, body: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}
const greeting = Buffer.concat([message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))])
const startingUp = message("E", Buffer.from("SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"))

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A server that does what a database does while it goes or comes. */
async function serverThat(onData: (socket: net.Socket, first: boolean) => void): Promise<number> {
  const server = net.createServer((socket) => {
    let first = true
    socket.on("error", () => undefined)
    socket.on("data", () => {
      onData(socket, first)
      first = false
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as AddressInfo).port
}
const nobody = async () => 1
const comesUp = () => serverThat((socket) => void socket.end(startingUp))
const goesDown = () => serverThat((socket, first) => void (first ? socket.write(greeting) : socket.destroy()))

describe.each([
  ["nobody listens", nobody],
  ["the server is starting up", comesUp],
  ["the server ends the connection under a query", goesDown],
])("%s", (_what, open) => {
  const database = async () => {
    const url = `postgresql://nobody:none@127.0.0.1:${await open()}/none`
    const db = openDatabase(url, { max: 2, name: "test-away" })
    closing.unshift(() => db.$disconnect())
    return db
  }
  test.each(["a raw query", "a query", "a transaction"])("is told as such by %s", async (kind) => {
    const db = await database()
    const ask = () => {
      if (kind === "a raw query") return db.$queryRaw`SELECT 1`
      if (kind === "a query") return db.user.findFirst()
      return db.$transaction((tx) => tx.$executeRaw`SELECT 1`)
    }
    // More often than the pool has connections: a failure gives its connection back.
    for (let turn = 0; turn < 5; turn++) {
      const error = await Promise.resolve(ask()).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      expect(databaseAway(error)).toMatchObject({ code: "unavailable", retryAfterSeconds: 2 })
    }
  })
})

test("a failure of anything else is not the database's absence", () => {
  expect(databaseAway(new Error("something else"))).toBeNull()
})
