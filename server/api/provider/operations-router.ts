import { PageInput, pageOf } from "@/lib/schemas/base"
import { AuditEventOut } from "@/lib/schemas/event"
import { GetProviderOperation, ListProviderOperations } from "@/lib/schemas/hosting"
import { OperationOut } from "@/lib/schemas/operation"
import { providerProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["provider"]
const protect = true

export const providerAuditRouter = router({
  list: providerProcedure
    .meta({
      openapi: { method: "GET", path: "/provider/audit-events", tags, protect, summary: "What the provider did" },
    })
    .input(PageInput)
    .output(pageOf(AuditEventOut))
    .query(({ ctx, input }) => ctx.services.audit.listOfProvider(ctx.providerScope, input)),
})

export const providerOperationsRouter = router({
  list: providerProcedure
    .meta({
      openapi: { method: "GET", path: "/provider/operations", tags, protect, summary: "Long acts of all companies" },
    })
    .input(ListProviderOperations)
    .output(pageOf(OperationOut))
    .query(({ ctx, input }) => ctx.services.operations.listAll(ctx.providerScope, input, input)),
  get: providerProcedure
    .meta({
      openapi: {
        method: "GET",
        path: "/provider/operations/{operationId}",
        tags,
        protect,
        summary: "One long act with its steps",
      },
    })
    .input(GetProviderOperation)
    .output(OperationOut)
    .query(({ ctx, input }) => ctx.services.operations.getAny(ctx.providerScope, input.operationId)),
})
