import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import { createServer, type RequestOptions, request } from "node:https"
import type { AddressInfo } from "node:net"
import { type Duplex, Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { setTimeout as pause } from "node:timers/promises"
import {
  type Asked,
  type Fault,
  type FaultKind,
  FaultPlan,
  type PlannedFault,
  type RandomFaults,
} from "./engine-faults"
import { type Identity, makeIdentity } from "./self-signed-certificate"

export type EngineProxyOptions = {
  /** Of the engine, such as https://10.97.0.4:8443. */
  target: string
  /** The engine's own certificate: no other is believed. */
  certificate: string
  /** Whom the engine trusts: a driver's client certificate cannot travel through a proxy that reads what it forwards. */
  client?: Pick<Identity, "key" | "certificate">
  /** Its own certificate; several proxies that stand for one cluster share one, as its members do. */
  identity?: Identity
}

export type ProxyRecord = {
  method: string
  path: string
  fault: FaultKind | undefined
  /** How often the engine was asked. */
  sent: number
  /** What the engine (or the proxy, if it refused) said last. */
  status: number | undefined
  /** What the driver got. */
  outcome: "pending" | "answered" | "cut"
}

export type EngineProxy = {
  url: string
  certificate: string
  fingerprint: string
  records: readonly ProxyRecord[]
  inject(fault: PlannedFault): void
  randomly(faults: RandomFaults): void
  /** No more faults. */
  calm(): void
  /** Ends open websockets whose path matches; how many there were. */
  cutStreams(path?: RegExp): number
  close(): Promise<void>
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage }
type Stream = { path: string; cut: () => void }

/** Stands between a driver and a real engine and makes go wrong what a test asks for. */
export async function openEngineProxy(options: EngineProxyOptions): Promise<EngineProxy> {
  const own = options.identity ?? makeIdentity("engine-proxy")
  const plan = new FaultPlan()
  const records: ProxyRecord[] = []
  const streams = new Set<Stream>()
  const begin = (incoming: IncomingMessage, isStream: boolean) => {
    const asked: Asked = { method: incoming.method ?? "GET", path: incoming.url ?? "/", isStream }
    const fault = plan.take(asked)
    const { method, path } = asked
    const record: ProxyRecord = { method, path, fault: fault?.kind, sent: 0, status: undefined, outcome: "pending" }
    records.push(record)
    return { fault, record }
  }
  const server = createServer({ key: own.key, cert: own.certificate, requestCert: true, rejectUnauthorized: false })
  server.on("request", (incoming, response) => {
    const { fault, record } = begin(incoming, false)
    response.once("close", () => settle(record, response.writableFinished))
    // An engine that is away, or a driver that went: the other side sees its connection end, as without a proxy.
    serveRequest(options, { incoming, response, fault, record }).catch(() => response.destroy())
  })
  server.on("upgrade", (incoming, socket, head) => {
    const { fault, record } = begin(incoming, true)
    socket.on("error", () => socket.destroy())
    serveStream(options, { incoming, socket, head, fault, record, streams }).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const cutStreams = (path?: RegExp) => {
    const chosen = [...streams].filter((stream) => !path || path.test(stream.path))
    for (const stream of chosen) stream.cut()
    return chosen.length
  }
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate: own.certificate,
    fingerprint: own.fingerprint,
    records,
    inject: (fault) => plan.add(fault),
    randomly: (faults) => plan.randomly(faults),
    calm: () => plan.clear(),
    cutStreams,
    close: async () => {
      cutStreams()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function settle(record: ProxyRecord, isWhole: boolean): void {
  record.outcome = isWhole ? "answered" : "cut"
}

function towards({ target, certificate, client }: EngineProxyOptions, incoming: IncomingMessage): RequestOptions {
  const { hostname, port, host } = new URL(target)
  return {
    hostname,
    port: port || 443,
    method: incoming.method,
    path: incoming.url,
    headers: { ...incoming.headers, host },
    ca: certificate,
    // The certificate is pinned; engines put no address in theirs.
    checkServerIdentity: () => undefined,
    ...(client && { key: client.key, cert: client.certificate }),
    // A connection for each request: one that the engine closed meanwhile would be a fault that nobody asked for.
    agent: false,
  }
}

type RequestContext = { incoming: IncomingMessage; response: ServerResponse; fault?: Fault; record: ProxyRecord }

async function serveRequest(options: EngineProxyOptions, context: RequestContext): Promise<void> {
  const { incoming, response, fault, record } = context
  if (fault?.kind === "delay") await pause(fault.milliseconds)
  switch (fault?.kind) {
    case "refuse":
      incoming.resume()
      record.status = fault.status ?? 503
      return sendJson(response, record.status, refusal(fault))
    case "cut-request":
      return cutRequest(options, context)
    case "duplicate": {
      const body = await collect(incoming)
      await collect((await ask(options, context, body)).body)
      return relay(await ask(options, context, body), response)
    }
    case "lose-answer": {
      // Read to its end: what the engine does while it answers is done as well.
      await collect((await ask(options, context, incoming)).body)
      response.destroy()
      return
    }
    case "cut-answer":
      return relayHalf(await ask(options, context, incoming), response)
    default:
      return relay(await ask(options, context, incoming), response)
  }
}

const refusal = ({ status = 503, message = "refused by the test's proxy" }: Extract<Fault, { kind: "refuse" }>) =>
  JSON.stringify({ type: "error", status: "", status_code: 0, error_code: status, error: message, metadata: null })

function sendJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
  response.end(text)
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

/** Sends the request onward; a driver that gives up takes its request to the engine with it. */
async function ask(
  options: EngineProxyOptions,
  context: RequestContext,
  body: Buffer | IncomingMessage,
): Promise<Answer> {
  const { incoming, response, record } = context
  const outgoing = request(towards(options, incoming))
  record.sent += 1
  response.once("close", () => outgoing.destroy())
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve)
    outgoing.once("error", reject)
    outgoing.once("close", () => reject(new Error("the connection ended without an answer")))
  })
  if (Buffer.isBuffer(body)) outgoing.end(body)
  else body.pipe(outgoing)
  const answer = await answered
  record.status = answer.statusCode ?? 0
  return { status: record.status, headers: answer.headers, body: answer }
}

async function relay({ status, headers, body }: Answer, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers)
  await pipeline(body, response)
}

async function relayHalf({ status, headers, body }: Answer, response: ServerResponse): Promise<void> {
  const whole = await collect(body)
  response.writeHead(status, headers)
  // The half is on its way before the connection ends: the driver reads it and then nothing more.
  await new Promise((resolve) => response.write(whole.subarray(0, Math.floor(whole.length / 2)), resolve))
  response.destroy()
}

async function cutRequest(options: EngineProxyOptions, { incoming, response, record }: RequestContext): Promise<void> {
  const whole = await collect(incoming)
  const outgoing = request(towards(options, incoming))
  outgoing.on("error", () => outgoing.destroy())
  record.sent += 1
  await new Promise((resolve) => outgoing.write(whole.subarray(0, Math.floor(whole.length / 2)), resolve))
  outgoing.destroy()
  response.destroy()
}

type StreamContext = {
  incoming: IncomingMessage
  socket: Duplex
  head: Buffer
  fault?: Fault
  record: ProxyRecord
  streams: Set<Stream>
}

async function serveStream(options: EngineProxyOptions, context: StreamContext): Promise<void> {
  const { incoming, socket, fault, record } = context
  if (fault?.kind === "delay") await pause(fault.milliseconds)
  if (fault?.kind === "refuse") {
    record.status = fault.status ?? 503
    const body = refusal(fault)
    socket.end(`HTTP/1.1 ${record.status} Refused\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    return settle(record, true)
  }
  const outgoing = request(towards(options, incoming))
  record.sent += 1
  socket.once("close", () => outgoing.destroy())
  await new Promise<void>((resolve, reject) => {
    outgoing.once("error", reject)
    outgoing.once("close", resolve)
    outgoing.once("response", (answer) => {
      record.status = answer.statusCode ?? 0
      socket.write(headOf(answer))
      answer.pipe(socket)
      settle(record, true)
    })
    outgoing.once("upgrade", (answer, engine, head) => {
      record.status = answer.statusCode ?? 0
      if (fault?.kind === "lose-answer") {
        engine.destroy()
        socket.destroy()
        settle(record, false)
      } else join(context, answer, engine, head)
      resolve()
    })
    outgoing.end()
  })
}

/** Bytes both ways until one side ends, or the fault, or the test, ends both. */
function join(context: StreamContext, answer: IncomingMessage, engine: Duplex, engineHead: Buffer): void {
  const { socket, head, fault, record, streams } = context
  const stream: Stream = {
    path: record.path,
    cut: () => {
      record.outcome = "cut"
      engine.destroy()
      socket.destroy()
    },
  }
  const end = () => {
    streams.delete(stream)
    if (record.outcome === "pending") record.outcome = "answered"
    engine.destroy()
    socket.destroy()
  }
  streams.add(stream)
  let left = fault?.kind === "cut-stream" ? (fault.afterBytes ?? 0) : Number.POSITIVE_INFINITY
  const fromEngine = new Transform({
    transform(part: Buffer, _encoding, done) {
      const passed = part.subarray(0, left)
      left -= part.length
      done(null, passed)
      // Ended rather than destroyed: what was let through arrives.
      if (left <= 0) socket.end(() => stream.cut())
    },
  })
  socket.once("close", end).on("error", end)
  // What the engine said before it went arrives, too: only then does the other side end.
  engine.once("close", () => fromEngine.end()).on("error", end)
  socket.write(headOf(answer))
  fromEngine.pipe(socket)
  if (left === 0) socket.end(() => stream.cut())
  if (engineHead.length > 0) fromEngine.write(engineHead)
  if (head.length > 0) engine.write(head)
  engine.pipe(fromEngine)
  socket.pipe(engine)
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`]
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  return `${lines.join("\r\n")}\r\n\r\n`
}
