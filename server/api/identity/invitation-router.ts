import { pageOf } from "@/lib/schemas/base"
import {
  Accepted,
  AcceptedInvitationOut,
  AcceptInvitation,
  CreateInvitation,
  InvitationOut,
  InvitationPreviewOut,
  ListInTenant,
  PreviewInvitation,
  ResendInvitation,
  RevokeInvitation,
} from "@/lib/schemas/identity"
import { openProcedure, tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["members"]
const one = "/invitations/{invitationId}" as const

export const invitationRouter = router({
  list: tenantProcedure("member:manage")
    .meta({
      openapi: { method: "GET", path: "/invitations", tags, protect: true, summary: "Invitations, newest first" },
    })
    .input(ListInTenant)
    .output(pageOf(InvitationOut))
    .query(({ ctx, input }) => ctx.services.identity.invitations.list(ctx.scope, input)),
  create: tenantProcedure("member:manage")
    .meta({
      openapi: { method: "POST", path: "/invitations", tags, protect: true, summary: "Invite by mail with a role" },
    })
    .input(CreateInvitation)
    .output(InvitationOut)
    .mutation(({ ctx, input }) => ctx.services.identity.invitations.create(ctx.scope, input)),
  resend: tenantProcedure("member:manage")
    .meta({
      openapi: { method: "POST", path: `${one}/resend`, tags, protect: true, summary: "New link for another 7 days" },
    })
    .input(ResendInvitation)
    .output(InvitationOut)
    .mutation(({ ctx, input }) => ctx.services.identity.invitations.resend(ctx.scope, input.invitationId)),
  revoke: tenantProcedure("member:manage")
    .meta({ openapi: { method: "DELETE", path: one, tags, protect: true, summary: "Make the link worthless" } })
    .input(RevokeInvitation)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.invitations.revoke(ctx.scope, input.invitationId)),
  preview: openProcedure
    .input(PreviewInvitation)
    .output(InvitationPreviewOut)
    .query(({ ctx, input }) => ctx.services.identity.invitations.preview(input.token)),
  accept: openProcedure
    .input(AcceptInvitation)
    .output(AcceptedInvitationOut)
    .mutation(({ ctx, input }) => {
      const { address, userAgent } = ctx
      return ctx.services.identity.invitations.accept(ctx.caller, input, { address, userAgent })
    }),
})
