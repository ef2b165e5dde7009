import { z } from "zod"
import { pageOf } from "@/lib/schemas/base"
import { PackageOut } from "@/lib/schemas/hosting"
import { openProcedure } from "../procedures"
import { router } from "../trpc"

export const packageRouter = router({
  list: openProcedure
    .meta({ openapi: { method: "GET", path: "/packages", tags: ["packages"], summary: "What can be bought" } })
    .input(z.object({}).optional())
    .output(pageOf(PackageOut))
    .query(({ ctx }) => ctx.services.vdcs.listPackages()),
})
