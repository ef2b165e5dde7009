import { pageOf } from "@/lib/schemas/base"
import { Accepted, ApiKeyOut, CreateApiKey, CreatedApiKeyOut, ListInTenant, RevokeApiKey } from "@/lib/schemas/identity"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["api-keys"]

export const apiKeyRouter = router({
  list: tenantProcedure("key:manage")
    .meta({ openapi: { method: "GET", path: "/api-keys", tags, protect: true, summary: "Keys that were not revoked" } })
    .input(ListInTenant)
    .output(pageOf(ApiKeyOut))
    .query(({ ctx, input }) => ctx.services.identity.apiKeys.list(ctx.scope, input)),
  create: tenantProcedure("key:manage")
    .meta({
      openapi: { method: "POST", path: "/api-keys", tags, protect: true, summary: "Make a key; it is shown this once" },
    })
    .input(CreateApiKey)
    .output(CreatedApiKeyOut)
    .mutation(({ ctx, input }) => ctx.services.identity.apiKeys.create(ctx.scope, input)),
  revoke: tenantProcedure("key:manage")
    .meta({
      openapi: { method: "DELETE", path: "/api-keys/{apiKeyId}", tags, protect: true, summary: "End a key at once" },
    })
    .input(RevokeApiKey)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.apiKeys.revoke(ctx.scope, input.apiKeyId)),
})
