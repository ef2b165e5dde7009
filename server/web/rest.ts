import { AsyncLocalStorage } from "node:async_hooks"
import type { IncomingMessage, ServerResponse } from "node:http"
import { TRPCError } from "@trpc/server"
import { createOpenApiNodeHttpHandler } from "trpc-to-openapi"
import type { ApiError } from "@/lib/schemas/base"
import { apiErrorOf } from "@/server/api/domain-errors"
import { appRouter } from "@/server/api/root"
import type { ApiContext, ApiMeta } from "@/server/api/trpc"
import { DomainError } from "@/server/domain/domain-error"
import { readJsonBody } from "./json-body"
import { leftEarly } from "./left-early"

type MetaByPath = Record<string, { _def: { meta?: ApiMeta } } | undefined>
const procedures = appRouter._def.procedures as unknown as MetaByPath
const metaOf = (path: string | undefined): ApiMeta | undefined =>
  path === undefined ? undefined : procedures[path]?._def.meta

const doors = Object.values(procedures).flatMap((procedure) => {
  const openapi = procedure?._def.meta?.openapi
  if (!openapi) return []
  return [{ method: openapi.method, pattern: new RegExp(`^${openapi.path.replace(/\{.+?\}/g, "[^/]+")}/?$`, "i") }]
})

/** Methods that the address takes; none: there is no such address. */
const methodsAt = (path: string): string[] => [
  ...new Set(doors.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
]

const methodsWithBody = new Set(["POST", "PUT", "PATCH"])

/** What the library is not given as an argument, carried beside the request. */
type Exchange = { context: ApiContext; failure: ApiError | null }

/**
 * REST of the tRPC procedures. The library answers errors in a shape of its own; ours is `{ code, message, field? }`, so the error
 * is kept per request when it happens and written in place of the library's body. What is wrong before a procedure is asked
 * (address, method, body, who asks) is thrown.
 */
export function createRestHandler(
  contextOf: (req: IncomingMessage) => Promise<ApiContext>,
  onFault: (error: unknown, where: string) => void,
) {
  const exchanges = new AsyncLocalStorage<Exchange>()
  const current = (): Exchange => {
    const exchange = exchanges.getStore()
    if (!exchange) throw new Error("outside of a request")
    return exchange
  }
  const handle = createOpenApiNodeHttpHandler({
    router: appRouter,
    createContext: async () => current().context,
    responseMeta: ({ paths, errors }) => {
      const retryAfter = errors
        .map((e) => (e.cause instanceof DomainError ? e.cause.retryAfterSeconds : undefined))
        .find((seconds) => seconds !== undefined)
      return {
        ...(errors.length === 0 && metaOf(paths?.[0])?.accepted ? { status: 202 } : {}),
        headers: { "cache-control": "no-store", ...(retryAfter ? { "retry-after": String(retryAfter) } : {}) },
      }
    },
    onError: ({ error, path, req }) => {
      const expected = error.cause instanceof DomainError || leftEarly(error.cause, req)
      if (error.code === "INTERNAL_SERVER_ERROR" && !expected) onFault(error.cause ?? error, path ?? "rest")
      current().failure = apiErrorOf(error, error.cause)
    },
  })

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    // Node leaves the body of an answer to HEAD away by itself.
    if (req.method === "HEAD") req.method = "GET"
    const method = req.method ?? "GET"
    const methods = methodsAt((req.url ?? "").split("?")[0] ?? "")
    if (methods.length === 0) throw new TRPCError({ code: "NOT_FOUND" })
    if (!methods.includes(method)) {
      res.setHeader("allow", methods.join(", "))
      throw new TRPCError({ code: "METHOD_NOT_SUPPORTED" })
    }
    const context = await contextOf(req)
    if (methodsWithBody.has(method)) {
      const body = await readJsonBody(req)
      // Read already: the library takes `body` as it finds it.
      Object.assign(req, { body })
      req.headers["content-type"] = "application/json"
    }
    const exchange: Exchange = { context, failure: null }
    const end = res.end.bind(res) as (body?: string) => ServerResponse
    res.end = ((body?: string) =>
      end(exchange.failure ? JSON.stringify(exchange.failure) : body)) as ServerResponse["end"]
    await exchanges.run(exchange, () => handle(req, res))
  }
}
