import { pageOf } from "@/lib/schemas/base"
import { ClosePeriod, ListPeriods, PeriodOut } from "@/lib/schemas/billing"
import { providerProcedure } from "../procedures"
import { router } from "../trpc"

/** Mounted as `provider.periods`. */
export const periodsRouter = router({
  list: providerProcedure
    .meta({
      openapi: {
        method: "GET",
        path: "/provider/periods",
        tags: ["provider"],
        protect: true,
        summary: "Billing periods",
      },
    })
    .input(ListPeriods)
    .output(pageOf(PeriodOut))
    .query(({ ctx, input }) => ctx.services.billing.periods(ctx.providerScope, input)),

  close: providerProcedure
    .meta({
      openapi: {
        method: "POST",
        path: "/provider/periods/close",
        tags: ["provider"],
        protect: true,
        summary: "Close a company's period: makes its invoice",
      },
    })
    .input(ClosePeriod)
    .output(PeriodOut)
    .mutation(({ ctx, input }) => ctx.services.billing.closePeriod(ctx.providerScope, input)),
})
