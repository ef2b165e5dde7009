import { pageOf } from "@/lib/schemas/base"
import { Accepted, ChangeMemberRole, ListInTenant, MemberOut, RemoveMember } from "@/lib/schemas/identity"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["members"]

export const memberRouter = router({
  list: tenantProcedure("member:read")
    .meta({ openapi: { method: "GET", path: "/members", tags, protect: true, summary: "Who belongs to the company" } })
    .input(ListInTenant)
    .output(pageOf(MemberOut))
    .query(({ ctx, input }) => ctx.services.identity.members.list(ctx.scope, input)),
  changeRole: tenantProcedure("member:manage")
    .meta({
      openapi: { method: "PATCH", path: "/members/{userId}", tags, protect: true, summary: "Change a member's role" },
    })
    .input(ChangeMemberRole)
    .output(MemberOut)
    .mutation(({ ctx, input }) => ctx.services.identity.members.changeRole(ctx.scope, input)),
  remove: tenantProcedure("member:manage")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/members/{userId}",
        tags,
        protect: true,
        summary: "Remove a member and their keys",
      },
    })
    .input(RemoveMember)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.members.remove(ctx.scope, input.userId)),
})
