import { request } from "node:https"
import type { Identity } from "./self-signed-certificate"

export type PinnedServer = { url: string; certificate: string }
export type PinnedAnswer = { status: number; text: string }

/** One request on a connection of its own, to a server whose certificate is known. */
export function pinnedRequest(
  server: PinnedServer,
  method: string,
  path: string,
  options: { body?: string; client?: Identity; headers?: Record<string, string>; timeoutSeconds?: number } = {},
): Promise<PinnedAnswer> {
  const { body, client, headers, timeoutSeconds = 60 } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, server.url), {
      method,
      headers: { ...(body !== undefined && { "content-length": String(Buffer.byteLength(body)) }), ...headers },
      ca: server.certificate,
      checkServerIdentity: () => undefined,
      agent: false,
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      ...(client && { key: client.key, cert: client.certificate }),
    })
    outgoing.once("error", reject)
    outgoing.once("response", (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      answer.once("error", reject)
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    outgoing.end(body)
  })
}
