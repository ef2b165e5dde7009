import { pageOf } from "@/lib/schemas/base"
import { AuditEventOut } from "@/lib/schemas/event"
import { ListInTenant } from "@/lib/schemas/identity"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

export const auditRouter = router({
  list: tenantProcedure("audit:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/audit-events",
        tags: ["audit"],
        protect: true,
        summary: "Who did what, newest first",
      },
    })
    .input(ListInTenant)
    .output(pageOf(AuditEventOut))
    .query(({ ctx, input }) => ctx.services.audit.list(ctx.scope, input)),
})
