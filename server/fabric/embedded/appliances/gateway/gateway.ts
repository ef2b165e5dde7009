import http, { type IncomingMessage, type ServerResponse } from "node:http"
import { Transform } from "node:stream"
import { createProxyServer, proxyUpgrade } from "httpxy"
import { type Appliance, numberProperty, type Program } from "../../runner/appliance"
import { openHttpInput } from "../../runner/http-input"
import { sendNotice } from "../notice-page"

const mib = 1024 * 1024
const secondTryAfterMs = 150
const proxyTimeoutMs = 120_000

const tooLarge = new Error("body too large")
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Only a body of unknown length has to be counted while it passes. */
function countedBody(request: IncomingMessage, limitBytes: number): Transform | undefined {
  if (!request.headers["transfer-encoding"]) return undefined
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength
      done(bytes > limitBytes ? tooLarge : null, chunk)
    },
  })
  return request.pipe(counter)
}

const hasNoBody = (request: IncomingMessage) => ["GET", "HEAD", "OPTIONS"].includes(request.method ?? "")

class Gateway {
  private readonly proxy = createProxyServer({
    xfwd: true,
    proxyTimeout: proxyTimeoutMs,
    agent: new http.Agent({ keepAlive: true, maxFreeSockets: 64 }),
  })
  private readonly limitBytes: number

  constructor(private readonly appliance: Appliance) {
    this.limitBytes = numberProperty(appliance, "maxBodyMib", 16) * mib
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (Number(request.headers["content-length"] ?? 0) > this.limitBytes) return this.refuse(response)
    const target = this.target()
    if (!target) return this.nobody(response)
    const buffer = countedBody(request, this.limitBytes)
    const failure = await this.attempt(request, response, target, buffer)
    if (!failure) return
    // What is behind may just be moving to another node; asking for a page twice does no harm.
    if (hasNoBody(request) && !response.headersSent) {
      await pause(secondTryAfterMs)
      if (!(await this.attempt(request, response, target, undefined))) return
    }
    if (failure === tooLarge) return this.refuse(response)
    this.appliance.warn(`${request.method} ${request.url}: ${failure.message}`)
    sendNotice(
      response,
      502,
      "No answer",
      "The application did not answer. It may be moving or starting; try again shortly.",
    )
  }

  async upgrade(request: IncomingMessage, socket: import("node:stream").Duplex, head: Buffer): Promise<void> {
    const target = this.target()
    if (!target) return void socket.destroy()
    await proxyUpgrade(target, request, socket, head)
  }

  private target(): string | null {
    const out = this.appliance.output("out")
    return out && out.endpoints.length > 0 ? `http://${out.host}:${out.port}` : null
  }

  private attempt(request: IncomingMessage, response: ServerResponse, target: string, buffer: Transform | undefined) {
    return new Promise<Error | null>((resolve) => {
      buffer?.once("error", resolve)
      this.proxy.web(request, response, { target, buffer }).then(() => resolve(null), resolve)
    })
  }

  private refuse(response: ServerResponse): void {
    response.setHeader("connection", "close")
    sendNotice(response, 413, "Too large", `This site takes uploads of up to ${this.limitBytes / mib} MiB.`)
  }

  private nobody(response: ServerResponse): void {
    sendNotice(response, 503, "Not running", "Nothing of this application is running right now. Try again shortly.")
  }
}

/** The VDC's door: visitors come in here, and their traffic is counted here. */
export const program: Program = async (appliance) => {
  const gateway = new Gateway(appliance)
  const input = await openHttpInput(
    appliance,
    { name: "in", external: true },
    (request, response) => void gateway.handle(request, response),
    (request, socket, head) => {
      gateway.upgrade(request, socket, head).catch((error: Error) => {
        appliance.warn(`upgrade ${request.url}: ${error.message}`)
        socket.destroy()
      })
    },
  )
  return { inputs: { in: { host: "127.0.0.1", port: input.port } }, stop: () => input.close() }
}
