import type { ApiError } from "@/lib/schemas/base"

export const isApiError = (value: unknown): value is ApiError =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  typeof value.code === "string" &&
  "message" in value &&
  typeof value.message === "string"

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined

/** The `{ code, message, field? }` of a failed call, whatever failed: the procedure, the network or this browser. */
export function apiErrorOf(error: unknown): ApiError {
  const sent = property(property(error, "data"), "api")
  if (isApiError(sent)) return sent
  const status = property(property(error, "data"), "httpStatus")
  if (typeof status === "number" && error instanceof Error)
    return { code: status === 401 ? "unauthenticated" : "internal", message: error.message }
  return {
    code: "unreachable",
    message: "The portal did not answer. Check the connection; what you typed is still here.",
  }
}

/** Worth asking again by itself: the portal was away or failed, not "you may not" or "there is none". */
export const isPassing = (error: unknown): boolean =>
  ["unreachable", "unavailable", "internal"].includes(apiErrorOf(error).code)

/** How soon a page asks again by itself, ms: the database or the portal comes back without anybody pressing a button. */
export const askAgainMs = (error: unknown): number | false =>
  error && ["unreachable", "unavailable"].includes(apiErrorOf(error).code) ? 3_000 : false

/** Not signed in (any more). */
export const isUnauthenticated = (error: unknown): boolean =>
  ["unauthenticated", "unauthorized"].includes(apiErrorOf(error).code)
