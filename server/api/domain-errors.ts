import { TRPCError } from "@trpc/server"
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc"
import { ZodError } from "zod"
import type { ApiError } from "@/lib/schemas/base"
import { databaseAway } from "@/server/domain/database-away"
import { DomainError, type DomainErrorCode } from "@/server/domain/domain-error"

/** A new domain code does not compile until it is mapped. */
export const trpcCodes = {
  not_found: "NOT_FOUND",
  forbidden: "FORBIDDEN",
  unauthenticated: "UNAUTHORIZED",
  invalid: "BAD_REQUEST",
  conflict: "CONFLICT",
  stale: "CONFLICT",
  over_quota: "UNPROCESSABLE_CONTENT",
  too_large: "PAYLOAD_TOO_LARGE",
  rate_limited: "TOO_MANY_REQUESTS",
  not_supported: "NOT_IMPLEMENTED",
  unavailable: "SERVICE_UNAVAILABLE",
} as const satisfies Record<DomainErrorCode, TRPC_ERROR_CODE_KEY>

/** What the transport refuses before a procedure is asked. */
const refusals: Partial<Record<TRPC_ERROR_CODE_KEY, ApiError>> = {
  PARSE_ERROR: { code: "invalid", message: "The body is not valid JSON." },
  NOT_FOUND: { code: "not_found", message: "There is nothing at this address: see /api/v1/openapi.json." },
  METHOD_NOT_SUPPORTED: { code: "method_not_allowed", message: "This address does not take that method." },
  UNSUPPORTED_MEDIA_TYPE: {
    code: "unsupported_media_type",
    message: "Send the body as JSON, with `content-type: application/json`.",
  },
  PAYLOAD_TOO_LARGE: { code: "too_large", message: "The body is larger than 1 MiB." },
}

type MiddlewareResult = { ok: true } | { ok: false; error: TRPCError }

/** A middleware, not only an error formatter: server components and tests call procedures without one. */
export async function domainErrors<R extends MiddlewareResult>(next: () => Promise<R>): Promise<R> {
  const result = await next()
  const thrown = result.ok ? undefined : result.error.cause
  const cause = thrown instanceof DomainError ? thrown : databaseAway(thrown)
  if (!cause) return result
  throw new TRPCError({ code: trpcCodes[cause.code], message: cause.message, cause })
}

/** What the outside sees: never a stack, never a database message. */
export function apiErrorOf(error: TRPCError, cause: unknown): ApiError {
  if (cause instanceof DomainError)
    return { code: cause.code, message: cause.message, ...(cause.field ? { field: cause.field } : {}) }
  // An answer of ours that does not keep its own schema is a fault of ours, not of whoever asked.
  if (cause instanceof ZodError && error.code !== "INTERNAL_SERVER_ERROR") {
    const issue = cause.issues[0]
    const field = issue?.path.map(String).join(".")
    return { code: "invalid", message: issue?.message ?? "The input is not valid.", ...(field ? { field } : {}) }
  }
  const refusal = refusals[error.code]
  if (refusal) return refusal
  if (error.code === "INTERNAL_SERVER_ERROR" || cause !== undefined)
    return { code: "internal", message: "Something failed on our side. It is logged; try again in a moment." }
  return { code: error.code.toLowerCase(), message: error.message }
}
