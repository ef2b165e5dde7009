import { PageInput, pageOf, TenantInput } from "@/lib/schemas/base"
import { GetInvoice, InvoiceDetailOut, InvoiceOut } from "@/lib/schemas/billing"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

export const invoicesRouter = router({
  list: tenantProcedure("billing:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/invoices",
        tags: ["billing"],
        protect: true,
        summary: "Invoices, newest first",
      },
    })
    .input(TenantInput.extend(PageInput.shape))
    .output(pageOf(InvoiceOut))
    .query(({ ctx, input }) => ctx.services.billing.invoices(ctx.scope, input)),

  get: tenantProcedure("billing:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/invoices/{invoiceId}",
        tags: ["billing"],
        protect: true,
        summary: "An invoice with its lines",
      },
    })
    .input(GetInvoice)
    .output(InvoiceDetailOut)
    .query(({ ctx, input }) => ctx.services.billing.invoice(ctx.scope, input.invoiceId)),
})
