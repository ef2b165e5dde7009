import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import http from "node:http"
import { fileURLToPath } from "node:url"
import type { Memory, Said } from "./sse-server"

/** A server for viewers in a process of its own, so that its memory is its own too. */
export type SseServer = { port: number; memory(): Promise<number>; stop(): Promise<void> }

export async function startSseServer(databaseUrl: string | null): Promise<SseServer> {
  const child = fork(fileURLToPath(new URL("sse-server.ts", import.meta.url)), databaseUrl ? [databaseUrl] : [], {
    execArgv: ["--import", "tsx", "--expose-gc"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  })
  const { port } = (await answerOf(child)) as { port: number }
  return {
    port,
    memory: async () => {
      child.send("memory")
      return ((await answerOf(child)) as Memory).rss
    },
    stop: async () => {
      const ended = once(child, "exit")
      child.disconnect()
      await ended
    },
  }
}

async function answerOf(child: ChildProcess): Promise<Said> {
  const over = new AbortController()
  try {
    const ended = once(child, "exit", { signal: over.signal }).then(([code]) => {
      throw new Error(`the server ended with ${code}`)
    })
    const [said] = await Promise.race([once(child, "message", { signal: over.signal }), ended])
    return said as Said
  } finally {
    over.abort()
  }
}

/** One browser's stream: `hears` gets each piece of it. */
export type Viewer = { hears: (text: string) => void; leave(): void }

type Seat = { tenantId: string; key: string }

const path = (tenantId: string): string =>
  `/api/trpc/live.changes?input=${encodeURIComponent(JSON.stringify({ tenantId }))}`

/** Resolves once the server has said that the stream stands. */
export function view(port: number, of: Seat): Promise<Viewer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${of.key}`, accept: "text/event-stream" }
    const request = http.get({ port, host: "127.0.0.1", path: path(of.tenantId), agent: false, headers }, (res) => {
      if (res.statusCode !== 200) return reject(new Error(`a viewer was answered ${res.statusCode}`))
      const viewer: Viewer = { hears: () => undefined, leave: () => request.destroy() }
      res.setEncoding("utf8")
      res.on("data", (text: string) => {
        if (text.includes("event: connected")) resolve(viewer)
        viewer.hears(text)
      })
      res.on("error", () => undefined)
    })
    // After it stands, the end of the bench ends it.
    request.on("error", reject)
  })
}

/** Opens many, a few at a time as browsers would come. */
export async function viewAll(port: number, all: readonly Seat[]): Promise<Viewer[]> {
  const viewers: Viewer[] = []
  let next = 0
  const lane = async () => {
    for (let at = next++; at < all.length; at = next++) viewers[at] = await view(port, all[at] as Seat)
  }
  await Promise.all(Array.from({ length: 32 }, lane))
  return viewers
}
