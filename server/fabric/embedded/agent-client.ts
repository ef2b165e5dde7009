import http, { type IncomingMessage } from "node:http"
import { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { FabricError, type FabricErrorCode } from "../fabric-driver"
import { readAgentFile } from "./node-directory"

export type AgentCall = {
  method: "GET" | "PUT" | "POST" | "DELETE"
  path: string
  json?: unknown
  body?: Readable
  timeoutMs?: number
  signal?: AbortSignal
}

type Door = { host: string; port: number; token: string }

// Idle connections are closed by us well before the agent does, so a request never meets one that is just closing.
const connections = new http.Agent({ keepAlive: true, maxSockets: 64, timeout: 20_000 })

const unreachable = (why: string) => new FabricError("node_unreachable", `the node does not answer: ${why}`, true)

async function failureOf(response: IncomingMessage): Promise<Error> {
  const text = (await json(response).catch(() => null)) as {
    error?: { code: FabricErrorCode; message: string; retryable: boolean }
  } | null
  const error = text?.error
  if (!error) return new FabricError("failed", `the node answered ${response.statusCode}`, true)
  return new FabricError(error.code, error.message, error.retryable)
}

function send(door: Door, call: AgentCall): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { authorization: `Bearer ${door.token}` }
    const text = call.json === undefined ? null : JSON.stringify(call.json)
    if (text !== null) headers["content-length"] = String(Buffer.byteLength(text))
    const { host, port } = door
    const { method, path, signal } = call
    // A body that streams cannot be sent twice, so it gets a fresh connection that cannot have gone stale. The agent must not close it
    // with its answer: a refusal that comes early would be lost in a broken line.
    const agent = call.body ? false : connections
    if (call.body) headers.connection = "keep-alive"
    const request = http.request({ host, port, method, path, headers, signal, agent }, resolve)
    request.setTimeout(call.timeoutMs ?? 15_000, () => request.destroy(unreachable("no answer in time")))
    request.on("error", (error) => {
      if (signal?.aborted) return reject(signal.reason)
      reject(error instanceof FabricError ? error : unreachable(error.message))
    })
    if (!call.body) return void request.end(text ?? undefined)
    // The pipeline's own failure is the request's failure, except when the agent answered early (too large, no space).
    pipeline(call.body, request).catch((error: Error) => request.destroy(error))
  })
}

/** One exchange with an agent whose door is known; the caller reads the body. */
export async function askAgent(door: Door, call: AgentCall): Promise<IncomingMessage> {
  const response = await send(door, call)
  if (response.statusCode === 200) return response
  const failure = await failureOf(response)
  call.body?.destroy() // refused: the rest of an upload need not be sent
  throw failure
}

export async function askAgentJson<T>(door: Door, call: AgentCall): Promise<T> {
  return (await json(await askAgent(door, call))) as T
}

/** Finds the agent by its file each time: any process may have started it, and a new boot has a new port. */
export async function doorOf(nodeDirectory: string): Promise<Door> {
  const file = await readAgentFile(nodeDirectory)
  if (!file) throw unreachable("it is switched off")
  return { host: "127.0.0.1", port: file.port, token: file.token }
}

export const readableOf = (body: ReadableStream<Uint8Array>) =>
  Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
