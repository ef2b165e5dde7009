import { PageInput, pageOf } from "@/lib/schemas/base"
import { AuditEventOut } from "@/lib/schemas/event"
import { Accepted, RevokeSession, SessionOut } from "@/lib/schemas/identity"
import { signedInProcedure } from "../procedures"
import { router } from "../trpc"

export const sessionRouter = router({
  list: signedInProcedure
    .input(PageInput)
    .output(pageOf(SessionOut))
    .query(({ ctx, input }) => ctx.services.identity.sessions.list(ctx.caller, input)),
  events: signedInProcedure
    .input(PageInput)
    .output(pageOf(AuditEventOut))
    .query(({ ctx, input }) => ctx.services.identity.sessions.events(ctx.caller, input)),
  revoke: signedInProcedure
    .input(RevokeSession)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.sessions.end(ctx.caller, input.sessionId)),
})
