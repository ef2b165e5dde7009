import type { Permission } from "@/lib/permissions"
import { TenantInput } from "@/lib/schemas/base"
import type { Caller } from "@/server/domain/access"
import { DomainError } from "@/server/domain/domain-error"
import { base } from "./trpc"

function required(caller: Caller | null): Caller {
  if (caller) return caller
  throw new DomainError("unauthenticated", "Sign in, or send an API key as `Authorization: Bearer …`.")
}

/** Anybody: sign-up, verification. Rate limits are in the use case. */
export const openProcedure = base.meta({ access: { open: true } })

/** A person or key, whatever the company. */
export const signedInProcedure = base.meta({ access: { signedIn: true } }).use(({ ctx, next }) => {
  const caller = required(ctx.caller)
  return next({ ctx: { caller } })
})

/** A member (or key) of a company with `permission`; the body gets a `scope`. */
export const tenantProcedure = (permission: Permission) =>
  base
    .meta({ access: { permission } })
    .input(TenantInput)
    .use(async ({ ctx, input, next }) => {
      const scope = await ctx.services.access.openTenant(required(ctx.caller), input.tenantId, permission)
      return next({ ctx: { scope } })
    })

/** Provider staff, or the provider's key. */
export const providerProcedure = base.meta({ access: { provider: true } }).use(({ ctx, next }) => {
  const scope = ctx.services.access.openProvider(required(ctx.caller))
  return next({ ctx: { providerScope: scope } })
})
