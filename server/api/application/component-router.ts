import { z } from "zod"
import { ComponentLogs, ComponentOut, GetComponent, LogLineOut } from "@/lib/schemas/application"
import { Exec, ExecOut } from "@/lib/schemas/exec"
import { OperationOut } from "@/lib/schemas/operation"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["components"]
const one = "/components/{componentId}" as const

export const componentRouter = router({
  get: tenantProcedure("application:read")
    .meta({ openapi: { method: "GET", path: one, tags, protect: true, summary: "One component" } })
    .input(GetComponent)
    .output(ComponentOut)
    .query(({ ctx, input }) => ctx.services.applications.getComponent(ctx.scope, input.componentId)),
  logs: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: `${one}/logs`,
        tags,
        protect: true,
        summary: "Log lines after a cursor, or the newest",
      },
    })
    .input(ComponentLogs)
    .output(z.object({ items: z.array(LogLineOut), nextCursor: z.string().nullable() }))
    .query(({ ctx, input, signal }) =>
      ctx.services.applications.componentLogs(ctx.scope, input, signal ?? new AbortController().signal),
    ),
  exec: tenantProcedure("component:exec")
    .meta({
      openapi: {
        method: "POST",
        path: `${one}/exec`,
        tags,
        protect: true,
        summary: "Run a command in a component, for at most 30 seconds",
      },
    })
    .input(Exec)
    .output(ExecOut)
    .mutation(({ ctx, input }) => ctx.services.applications.exec(ctx.scope, input)),
  start: tenantProcedure("application:control")
    .meta({
      accepted: true,
      openapi: { method: "POST", path: `${one}/start`, tags, protect: true, summary: "Start one component" },
    })
    .input(GetComponent)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.controlComponent(ctx.scope, input.componentId, "start")),
  stop: tenantProcedure("application:control")
    .meta({
      accepted: true,
      openapi: { method: "POST", path: `${one}/stop`, tags, protect: true, summary: "Stop one component" },
    })
    .input(GetComponent)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.controlComponent(ctx.scope, input.componentId, "stop")),
  restart: tenantProcedure("application:control")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/restart`,
        tags,
        protect: true,
        summary: "Restart one component in place",
      },
    })
    .input(GetComponent)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.controlComponent(ctx.scope, input.componentId, "restart")),
})
