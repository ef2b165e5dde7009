import { pageOf } from "@/lib/schemas/base"
import { EventOut, ListEvents, LiveInput, type LiveNews } from "@/lib/schemas/event"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

export const eventRouter = router({
  list: tenantProcedure("event:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/events",
        tags: ["events"],
        protect: true,
        summary: "What happened, newest first",
      },
    })
    .input(ListEvents)
    .output(pageOf(EventOut))
    .query(({ ctx, input }) => ctx.services.monitoring.listEvents(ctx.scope, input, input)),
})

export const liveRouter = router({
  /** Hints over SSE: something of this kind changed, read again what is on screen. */
  changes: tenantProcedure("event:read")
    .input(LiveInput)
    .subscription(async function* ({ ctx, input, signal }): AsyncGenerator<LiveNews> {
      const until = signal ?? new AbortController().signal
      yield* ctx.services.live.watch({ tenantId: ctx.scope.tenantId, vdcId: input.vdcId }, until)
    }),
})
