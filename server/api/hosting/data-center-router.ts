import { z } from "zod"
import { pageOf } from "@/lib/schemas/base"
import { DataCenterOut } from "@/lib/schemas/hosting"
import { openProcedure } from "../procedures"
import { router } from "../trpc"

export const dataCenterRouter = router({
  list: openProcedure
    .meta({
      openapi: {
        method: "GET",
        path: "/data-centers",
        tags: ["data-centers"],
        summary: "Data centers with prices and what is free right now",
      },
    })
    .input(z.object({}).optional())
    .output(pageOf(DataCenterOut))
    .query(({ ctx }) => ctx.services.hosting.listDataCenters()),
})
