import { initTRPC } from "@trpc/server"
import type { OpenApiMeta } from "trpc-to-openapi"
import type { Permission } from "@/lib/permissions"
import type { Caller } from "@/server/domain/access"
import type { Services } from "@/server/services"

export type ApiContext = {
  caller: Caller | null
  services: Services
  /** Where the request comes from, for rate limits and audit. */
  address: string
  userAgent: string
}

/** Exactly one of these on every procedure; a test counts those without. */
export type AccessMeta = { permission: Permission } | { provider: true } | { signedIn: true } | { open: true }
export type ApiMeta = OpenApiMeta & { access?: AccessMeta /** Answers 202 with an operation. */; accepted?: true }

export const t = initTRPC
  .context<ApiContext>()
  .meta<ApiMeta>()
  .create({
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter({ shape, error }) {
      const cause = error.cause
      const { stack: _never, ...data } = shape.data
      return { ...shape, data: { ...data, api: apiErrorOf(error, cause) } }
    },
  })

import { apiErrorOf, domainErrors } from "./domain-errors"

export const base = t.procedure.use(({ next }) => domainErrors(next))
export const router = t.router
