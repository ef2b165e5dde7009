import { z } from "zod"
import { pageOf } from "@/lib/schemas/base"
import { CreatePackage, ProviderPackageOut, UpdatePackage } from "@/lib/schemas/hosting"
import { providerProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["provider"]
const protect = true

export const providerPackagesRouter = router({
  list: providerProcedure
    .meta({
      openapi: {
        method: "GET",
        path: "/provider/packages",
        tags,
        protect,
        summary: "Packages, who has them and where there are nodes for them",
      },
    })
    .input(z.object({}).optional())
    .output(pageOf(ProviderPackageOut))
    .query(({ ctx }) => ctx.services.vdcs.listPackagesForProvider(ctx.providerScope)),
  create: providerProcedure
    .meta({
      openapi: { method: "POST", path: "/provider/packages", tags, protect, summary: "Offer nodes of a machine class" },
    })
    .input(CreatePackage)
    .output(ProviderPackageOut)
    .mutation(({ ctx, input }) => ctx.services.vdcs.createPackage(ctx.providerScope, input)),
  update: providerProcedure
    .meta({
      openapi: {
        method: "PATCH",
        path: "/provider/packages/{packageId}",
        tags,
        protect,
        summary: "Change a package; its terms only before anybody bought it",
      },
    })
    .input(UpdatePackage)
    .output(ProviderPackageOut)
    .mutation(({ ctx, input }) => ctx.services.vdcs.updatePackage(ctx.providerScope, input)),
})
