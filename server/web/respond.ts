import type { IncomingMessage, ServerResponse } from "node:http"
import { TRPCError } from "@trpc/server"
import { getHTTPStatusCodeFromError } from "@trpc/server/http"
import { apiErrorOf, trpcCodes } from "@/server/api/domain-errors"
import { databaseAway } from "@/server/domain/database-away"
import { DomainError } from "@/server/domain/domain-error"

/** Client's address for rate limits and audit: the socket's own, since nothing stands in front of us unless configured. */
export const addressOf = (req: IncomingMessage): string => req.socket.remoteAddress ?? ""

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers })
  res.end(JSON.stringify(body))
}

/** Any thrown thing as tRPC knows it; a database that is away is nobody's fault and soon over. */
export function asKnown(error: unknown): TRPCError {
  if (error instanceof TRPCError) return error
  const domain = error instanceof DomainError ? error : databaseAway(error)
  if (domain) return new TRPCError({ code: trpcCodes[domain.code], message: domain.message, cause: domain })
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error })
}

/** Any thrown thing as `{ code, message, field? }`; faults of ours are handed to `onFault` and told without detail. */
export function sendError(res: ServerResponse, error: unknown, onFault: (error: unknown) => void): void {
  const known = asKnown(error)
  if (known.code === "INTERNAL_SERVER_ERROR") onFault(error)
  if (res.headersSent) {
    res.destroy()
    return
  }
  const seconds = known.cause instanceof DomainError ? known.cause.retryAfterSeconds : undefined
  const retry: Record<string, string> = seconds ? { "retry-after": String(seconds) } : {}
  sendJson(res, getHTTPStatusCodeFromError(known), apiErrorOf(known, known.cause), retry)
}

/** On every answer. Pages carry inline scripts of Next's own, so scripts allow inline but nothing from elsewhere. */
export function setSecurityHeaders(res: ServerResponse, development: boolean): void {
  const script = development ? "'self' 'unsafe-inline' 'unsafe-eval'" : "'self' 'unsafe-inline'"
  res.setHeader("x-content-type-options", "nosniff")
  res.setHeader("x-frame-options", "DENY")
  res.setHeader("referrer-policy", "strict-origin-when-cross-origin")
  res.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=()")
  res.setHeader(
    "content-security-policy",
    `default-src 'self'; script-src ${script}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'`,
  )
}
