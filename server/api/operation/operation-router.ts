import { pageOf } from "@/lib/schemas/base"
import { GetOperation, ListOperations, OperationOut } from "@/lib/schemas/operation"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["operations"]

export const operationRouter = router({
  list: tenantProcedure("operation:read")
    .meta({ openapi: { method: "GET", path: "/operations", tags, protect: true, summary: "Long acts, newest first" } })
    .input(ListOperations)
    .output(pageOf(OperationOut))
    .query(({ ctx, input }) => ctx.services.operations.list(ctx.scope, input, input)),
  get: tenantProcedure("operation:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/operations/{operationId}",
        tags,
        protect: true,
        summary: "One long act with its steps",
      },
    })
    .input(GetOperation)
    .output(OperationOut)
    .query(({ ctx, input }) => ctx.services.operations.get(ctx.scope, input.operationId)),
})
