import { z } from "zod"
import { ClassDetailOut, ClassOut, MakeAssembly, NameClass, TemplateOut } from "@/lib/schemas/application"
import { PageInput, pageOf, TenantInput } from "@/lib/schemas/base"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const List = TenantInput.extend(PageInput.shape)
/** Names and ids have nothing else in them; PostgreSQL refuses some of the rest. */
const zKey = z
  .string()
  .max(80)
  .regex(/^[\w.-]+$/, "Use a name, slug or id as the list shows it.")

export const classRouter = router({
  list: tenantProcedure("application:read")
    .meta({
      openapi: { method: "GET", path: "/classes", tags: ["catalog"], protect: true, summary: "Appliance classes" },
    })
    .input(List)
    .output(pageOf(ClassOut))
    .query(({ ctx, input }) => ctx.services.catalog.listClasses(ctx.scope, input)),
  get: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/classes/{name}",
        tags: ["catalog"],
        protect: true,
        summary: "One class: newest version, releases, and what uses it",
      },
    })
    .input(TenantInput.extend({ name: zKey }))
    .output(ClassDetailOut)
    .query(({ ctx, input }) => ctx.services.catalog.getClass(ctx.scope, input.name)),
  makeAssembly: tenantProcedure("application:configure")
    .meta({
      openapi: {
        method: "POST",
        path: "/classes",
        tags: ["catalog"],
        protect: true,
        summary:
          "Release components, wired, as an assembly in the company's own catalog: a new one, or the next version",
      },
    })
    .input(MakeAssembly)
    .output(ClassOut)
    .mutation(({ ctx, input }) => ctx.services.catalog.makeAssembly(ctx.scope, input)),
  retire: tenantProcedure("application:configure")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/classes/{name}",
        tags: ["catalog"],
        protect: true,
        summary: "Offer a class of the company's own no longer; what uses it goes on",
      },
    })
    .input(NameClass)
    .output(ClassOut)
    .mutation(({ ctx, input }) => ctx.services.catalog.retireClass(ctx.scope, input.name)),
  restore: tenantProcedure("application:configure")
    .meta({
      openapi: {
        method: "POST",
        path: "/classes/{name}/restore",
        tags: ["catalog"],
        protect: true,
        summary: "Offer a class that was retired again",
      },
    })
    .input(NameClass)
    .output(ClassOut)
    .mutation(({ ctx, input }) => ctx.services.catalog.restoreClass(ctx.scope, input.name)),
})

export const templateRouter = router({
  list: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/templates",
        tags: ["catalog"],
        protect: true,
        summary: "Applications ready to be provisioned",
      },
    })
    .input(List)
    .output(pageOf(TemplateOut))
    .query(({ ctx, input }) => ctx.services.catalog.listTemplates(ctx.scope, input)),
  get: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/templates/{template}",
        tags: ["catalog"],
        protect: true,
        summary: "One template, by id or slug",
      },
    })
    .input(TenantInput.extend({ template: zKey }))
    .output(TemplateOut)
    .query(({ ctx, input }) => ctx.services.catalog.getTemplate(ctx.scope, input.template)),
})
