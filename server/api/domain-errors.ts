import { TRPCError } from "@trpc/server"
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc"
import { ZodError } from "zod"
import type { ApiError } from "@/lib/schemas/base"
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
  unavailable: "SERVICE_UNAVAILABLE",
} as const satisfies Record<DomainErrorCode, TRPC_ERROR_CODE_KEY>

type MiddlewareResult = { ok: true } | { ok: false; error: TRPCError }

/** A middleware, not only an error formatter: server components and tests call procedures without one. */
export async function domainErrors<R extends MiddlewareResult>(next: () => Promise<R>): Promise<R> {
  const result = await next()
  const cause = result.ok ? undefined : result.error.cause
  if (!(cause instanceof DomainError)) return result
  throw new TRPCError({ code: trpcCodes[cause.code], message: cause.message, cause })
}

/** What the outside sees: never a stack, never a database message. */
export function apiErrorOf(error: TRPCError, cause: unknown): ApiError {
  if (cause instanceof DomainError)
    return { code: cause.code, message: cause.message, ...(cause.field ? { field: cause.field } : {}) }
  if (cause instanceof ZodError) {
    const issue = cause.issues[0]
    const field = issue?.path.map(String).join(".")
    return { code: "invalid", message: issue?.message ?? "The input is not valid.", ...(field ? { field } : {}) }
  }
  if (error.code === "INTERNAL_SERVER_ERROR" || cause !== undefined)
    return { code: "internal", message: "Something failed on our side. It is logged; try again in a moment." }
  return { code: error.code.toLowerCase(), message: error.message }
}
