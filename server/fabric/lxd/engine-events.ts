import { once } from "node:events"
import { z } from "zod"
import { EngineError } from "./engine-error"
import type { EngineHttp } from "./engine-http"

/** A stream that carries nothing for so long, not even an answer to our ping, is broken, ms: a machine without power closes nothing. */
const silentMs = 10_000
const openMs = 5_000

const Lifecycle = z.object({
  project: z.string().default("default"),
  location: z.string().default("none"),
  metadata: z.object({ action: z.string(), source: z.string().default("") }),
})

/** What an engine did: to what (`source`, a path of its API), and on which member it was done. */
export type EngineEvent = { action: string; source: string; project: string; location: string }

/**
 * Tells an engine's events as they come, those of all members; `null` first, when it is heard from now on: what happened before was told
 * to nobody. Ends by throwing: when the stream breaks, or `signal` does.
 */
export async function followEvents(
  http: EngineHttp,
  address: string,
  onEvent: (event: EngineEvent | null) => void,
  signal: AbortSignal,
): Promise<never> {
  const socket = http.socket(address, "/1.0/events", { type: "lifecycle", "all-projects": "true" })
  const closed = once(socket, "close")
  let failure: Error | null = null
  socket.on("error", (error) => {
    failure = error
  })
  const end = () => socket.terminate()
  signal.addEventListener("abort", end, { once: true })
  let isAlive = true
  const alive = () => {
    isAlive = true
  }
  const watchdog = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    if (socket.readyState === socket.OPEN) socket.ping()
  }, silentMs)
  const opening = setTimeout(end, openMs)
  socket.on("open", () => {
    clearTimeout(opening)
    onEvent(null)
  })
  for (const sign of ["message", "ping", "pong"]) socket.on(sign, alive)
  socket.on("message", (data: Buffer) => {
    const event = Lifecycle.safeParse(JSON.parse(data.toString()))
    if (event.success) {
      const { project, location, metadata } = event.data
      onEvent({ project, location, ...metadata })
    }
  })
  try {
    if (signal.aborted) end()
    await closed
  } catch (error) {
    failure ??= error instanceof Error ? error : new Error(String(error))
    socket.terminate()
  } finally {
    clearTimeout(opening)
    clearInterval(watchdog)
    signal.removeEventListener("abort", end)
  }
  signal.throwIfAborted()
  throw new EngineError(0, (failure as Error | null)?.message ?? "the stream of events broke", "events")
}
