import { pageOf, TenantInput } from "@/lib/schemas/base"
import {
  PreviewOut,
  UsageChart,
  UsageChartOut,
  UsageIntervalOut,
  UsageIntervals,
  UsageRange,
  UsageSummaryOut,
} from "@/lib/schemas/billing"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

export const usageRouter = router({
  summary: tenantProcedure("billing:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/usage",
        tags: ["billing"],
        protect: true,
        summary: "Usage by component and meter",
      },
    })
    .input(UsageRange)
    .output(UsageSummaryOut)
    .query(({ ctx, input }) => ctx.services.metering.summary(ctx.scope, input)),

  chart: tenantProcedure("billing:read")
    .meta({
      openapi: { method: "GET", path: "/usage/chart", tags: ["billing"], protect: true, summary: "Usage over time" },
    })
    .input(UsageChart)
    .output(UsageChartOut)
    .query(({ ctx, input }) => ctx.services.metering.chart(ctx.scope, input)),

  intervals: tenantProcedure("billing:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/usage/intervals",
        tags: ["billing"],
        protect: true,
        summary: "The intervals behind a sum",
      },
    })
    .input(UsageIntervals)
    .output(pageOf(UsageIntervalOut))
    .query(({ ctx, input }) => ctx.services.metering.intervals(ctx.scope, input)),

  preview: tenantProcedure("billing:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/usage/preview",
        tags: ["billing"],
        protect: true,
        summary: "This period so far, line by line",
      },
    })
    .input(TenantInput)
    .output(PreviewOut)
    .query(({ ctx }) => ctx.services.billing.preview(ctx.scope)),
})
