import { AsyncLocalStorage } from "node:async_hooks"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createOpenApiHttpHandler } from "trpc-to-openapi"
import type { ApiError } from "@/lib/schemas/base"
import { apiErrorOf } from "@/server/api/domain-errors"
import { appRouter } from "@/server/api/root"
import type { ApiContext, ApiMeta } from "@/server/api/trpc"
import { DomainError } from "@/server/domain/domain-error"

export const apiBodyLimitBytes = 1024 * 1024

type MetaByPath = Record<string, { _def: { meta?: ApiMeta } } | undefined>
const metaOf = (path: string | undefined): ApiMeta | undefined =>
  path === undefined ? undefined : (appRouter._def.procedures as unknown as MetaByPath)[path]?._def.meta

/** One request: the library turns Node's request into another one, so the original is carried beside it. */
type Exchange = { req: IncomingMessage; failure: ApiError | null }

/**
 * REST of the tRPC procedures. The library answers errors in a shape of its own; ours is `{ code, message, field? }`, so the error
 * is kept per request when it happens and written in place of the library's body.
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
  const handle = createOpenApiHttpHandler({
    router: appRouter,
    maxBodySize: apiBodyLimitBytes,
    createContext: () => contextOf(current().req),
    responseMeta: ({ paths, errors }) => {
      const retryAfter = errors
        .map((e) => (e.cause instanceof DomainError ? e.cause.retryAfterSeconds : undefined))
        .find((seconds) => seconds !== undefined)
      return {
        ...(errors.length === 0 && metaOf(paths?.[0])?.accepted ? { status: 202 } : {}),
        headers: { "cache-control": "no-store", ...(retryAfter ? { "retry-after": String(retryAfter) } : {}) },
      }
    },
    onError: ({ error, path }) => {
      const exchange = current()
      const domain = error.cause instanceof DomainError
      if (error.code === "INTERNAL_SERVER_ERROR" && !domain) onFault(error.cause ?? error, path ?? exchange.req.url ?? "")
      exchange.failure = apiErrorOf(error, error.cause)
    },
  })

  return (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    // An act without input ("start") needs no body: the library would refuse it for the missing content type.
    if (req.headers["content-type"] === undefined && !Number(req.headers["content-length"] ?? 0))
      req.headers["content-type"] = "application/json"
    const exchange: Exchange = { req, failure: null }
    const end = res.end.bind(res) as (body?: string) => ServerResponse
    res.end = ((body?: string) => end(exchange.failure ? JSON.stringify(exchange.failure) : body)) as ServerResponse["end"]
    return exchanges.run(exchange, () => handle(req, res))
  }
}
