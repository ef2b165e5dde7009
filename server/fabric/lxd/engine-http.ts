import { Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import { Agent, request } from "undici"
import WebSocket from "ws"
import type { ClusterAccess } from "../cluster-gate"
import { EngineError } from "./engine-error"

type Tls = Pick<ClusterAccess, "serverCertificate" | "clientCertificate" | "clientKey">
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
export type Query = Record<string, string | number | undefined>
export type Call = {
  query?: Query
  body?: object
  /** Bytes instead of JSON, with the headers that go with them. */
  stream?: Readable | Buffer
  headers?: Record<string, string>
  signal: AbortSignal
}
type Answer = {
  type: "sync" | "async" | "error"
  metadata: unknown
  operation?: string
  error?: string
  error_code?: number
}
export type Operation = { id: string; status_code: number; err: string; metadata: Record<string, unknown> | null }

/** How long one look at an operation waits for its end, s: then it asks again, so that a lost answer costs this at most. */
const lookSeconds = 20
/** Looks without an answer before it is given up, with a little longer pause after each, ms. */
const mostFailures = 5
const betweenLooksMs = 100
/** A cluster that lost its leader has another one within seconds; then longer pauses, ms. */
const betweenElectionMs = 300

/**
 * HTTP to the members of one cluster. Certificates of engines are signed by themselves and name no address: the one that was
 * agreed on is the only authority, and host names are not compared.
 */
export class EngineHttp {
  private readonly agent: Agent
  private readonly tls: { cert: string; key: string; ca: string; checkServerIdentity: () => undefined }

  constructor(access: Tls) {
    this.tls = {
      cert: access.clientCertificate,
      key: access.clientKey,
      ca: access.serverCertificate,
      checkServerIdentity: () => undefined,
    }
    this.agent = new Agent({
      connect: { ...this.tls, timeout: 4_000 },
      connections: 24,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
    })
  }

  /** An answer that is no JSON, for files and metrics: whole, whatever its status. */
  async text(address: string, path: string, call: Call): Promise<{ status: number; text: string }> {
    const response = await this.raw(address, "GET", path, call)
    try {
      return { status: response.statusCode, text: await response.body.text() }
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw new EngineError(0, reasonOf(error), `GET ${path}`)
    }
  }

  private async raw(address: string, method: Method, path: string, call: Call) {
    const url = new URL(path, address)
    for (const [key, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) url.searchParams.set(key, String(value))
    const headers = { ...(call.body ? { "content-type": "application/json" } : {}), ...call.headers }
    const body = call.body ? JSON.stringify(call.body) : (call.stream ?? null)
    try {
      return await request(url, { dispatcher: this.agent, method, headers, body, signal: call.signal })
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw new EngineError(0, reasonOf(error), `${method} ${path}`)
    }
  }

  /** Metadata of the answer; of an operation, once it has ended. */
  async call<T = unknown>(address: string, method: Method, path: string, call: Call): Promise<T> {
    const answer = await this.answer(address, method, path, call)
    if (answer.type !== "async") return answer.metadata as T
    return (await this.ended(address, String(answer.operation), path, call.signal)) as T
  }

  /** Starts an operation and does not wait for it. */
  async start(address: string, path: string, call: Call): Promise<Operation> {
    const { metadata } = await this.answer(address, "POST", path, call)
    return metadata as Operation
  }

  /** Reads a row with its ETag, so that a change can be refused if somebody else was faster. */
  async tagged<T>(address: string, path: string, call: Call): Promise<{ value: T; etag: string }> {
    const response = await this.raw(address, "GET", path, call)
    const etag = String(response.headers.etag ?? "")
    return { value: (await read(response, `GET ${path}`)).metadata as T, etag }
  }

  /**
   * Asked again while a cluster chooses its leader: of what could not begin nothing was done, and of what had begun the caller's next look
   * finds as much. A body that was read already cannot be sent twice.
   */
  private async answer(address: string, method: Method, path: string, call: Call): Promise<Answer> {
    for (let looks = 1; ; looks++) {
      const response = await this.raw(address, method, path, call)
      try {
        return await read(response, `${method} ${path}`)
      } catch (error) {
        if (call.signal.aborted) throw call.signal.reason
        if (call.stream instanceof Readable || !isLeaderless(error) || looks > mostFailures) throw error
        await pause(looks * betweenElectionMs, undefined, { signal: call.signal })
      }
    }
  }

  /** Waits for an operation's end, whatever becomes of single answers on the way. */
  async ended(address: string, operation: string, what: string, signal: AbortSignal): Promise<Operation> {
    const path = `${operation.split("?")[0]}/wait`
    for (let failures = 0; ; ) {
      try {
        const seen = (await this.answer(address, "GET", path, { query: { timeout: lookSeconds }, signal }))
          .metadata as Operation
        if (seen.status_code >= 400) throw new EngineError(seen.status_code, seen.err, what)
        if (seen.status_code === 200) return seen
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        // Ended operations are forgotten after some seconds: whether this one did its work is seen by looking, and it is no news
        // of what it was to work on.
        if (error.status === 404) throw new EngineError(0, "its end was not heard of", what)
        const isUnanswered = error.status === 0 || error.status >= 500
        if (!isUnanswered || ++failures > mostFailures) throw error
        await pause(failures * betweenLooksMs, undefined, { signal })
      }
    }
  }

  socket(address: string, path: string, query: Query): WebSocket {
    const url = new URL(path, address)
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, String(value))
    // Its types want a boolean of the check that `tls` calls for an error or nothing.
    const { checkServerIdentity: _pinned, ...tls } = this.tls
    return new WebSocket(url.href.replace(/^http/, "ws"), { ...tls, checkServerIdentity: () => undefined as never })
  }

  close(): Promise<void> {
    return this.agent.destroy()
  }
}

/** Its database has no leader just now: the member that was it ended, or was too busy to say so. */
const isLeaderless = (error: unknown): boolean =>
  error instanceof EngineError &&
  error.status >= 500 &&
  /failed to begin transaction|no available (dqlite|cowsql) leader|not (the )?leader/i.test(error.message)

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const code = "code" in error ? ` (${String(error.code)})` : ""
  return `${error.message}${code}`
}

async function read(
  response: { statusCode: number; body: { text(): Promise<string> } },
  what: string,
): Promise<Answer> {
  let text: string
  try {
    text = await response.body.text()
  } catch (error) {
    throw new EngineError(0, reasonOf(error), what)
  }
  let answer: Answer
  try {
    answer = JSON.parse(text) as Answer
  } catch {
    // A proxy or a broken connection speaks, not the engine: nothing is known of what it did.
    throw new EngineError(
      response.statusCode >= 500 ? 0 : response.statusCode,
      `not an answer of an engine (HTTP ${response.statusCode})`,
      what,
    )
  }
  if (answer.type === "error") throw new EngineError(answer.error_code ?? response.statusCode, answer.error ?? "", what)
  return answer
}
