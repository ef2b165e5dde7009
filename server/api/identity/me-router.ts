import { MeOut } from "@/lib/schemas/identity"
import { signedInProcedure } from "../procedures"
import { router } from "../trpc"

export const meRouter = router({
  get: signedInProcedure
    .meta({
      openapi: { method: "GET", path: "/me", tags: ["me"], protect: true, summary: "Who asks, and their companies" },
    })
    .output(MeOut)
    .query(({ ctx }) => ctx.services.identity.whoAmI(ctx.caller)),
})
