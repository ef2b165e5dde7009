import type { IncomingMessage } from "node:http"
import { TRPCError } from "@trpc/server"
import { DomainError } from "@/server/domain/domain-error"

export const apiBodyLimitBytes = 1024 * 1024

async function readText(req: IncomingMessage): Promise<string> {
  if (Number(req.headers["content-length"] ?? 0) > apiBodyLimitBytes) throw new TRPCError({ code: "PAYLOAD_TOO_LARGE" })
  const chunks: Buffer[] = []
  let bytes = 0
  // Leaving the loop must not close the connection: the refusal still has to get through.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > apiBodyLimitBytes) throw new TRPCError({ code: "PAYLOAD_TOO_LARGE" })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

/** The body as an object. None at all is an empty one: an act without input ("start") needs no body. */
export async function readJsonBody(req: IncomingMessage): Promise<object> {
  const text = await readText(req)
  if (text.trim() === "") return {}
  if (!/^application\/json\b/i.test(req.headers["content-type"] ?? ""))
    throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE" })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new TRPCError({ code: "PARSE_ERROR" })
    throw error
  }
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new DomainError("invalid", "The body must be a JSON object, such as {}.")
  return value
}
