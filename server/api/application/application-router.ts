import {
  ApplicationDetailOut,
  ApplicationOut,
  CopyApplication,
  CopyPreviewOut,
  CreateApplication,
  GetApplication,
  ListApplications,
  PreviewCopy,
  QuoteApplication,
  QuoteOut,
  ScaleApplication,
} from "@/lib/schemas/application"
import { pageOf } from "@/lib/schemas/base"
import { CheckDescriptor, DescriptorCheckOut, DescriptorOut, ImportDescriptor } from "@/lib/schemas/descriptor"
import { OperationOut } from "@/lib/schemas/operation"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"
import { drawingProcedures } from "./drawing-procedures"

const tags = ["applications"]
const one = "/applications/{applicationId}" as const

export const applicationRouter = router({
  ...drawingProcedures,
  list: tenantProcedure("application:read")
    .meta({
      openapi: { method: "GET", path: "/applications", tags, protect: true, summary: "Applications, newest first" },
    })
    .input(ListApplications)
    .output(pageOf(ApplicationOut))
    .query(({ ctx, input }) => ctx.services.applications.list(ctx.scope, input.vdcId, input)),
  get: tenantProcedure("application:read")
    .meta({
      openapi: { method: "GET", path: one, tags, protect: true, summary: "One application with its components" },
    })
    .input(GetApplication)
    .output(ApplicationDetailOut)
    .query(({ ctx, input }) => ctx.services.applications.get(ctx.scope, input.applicationId)),
  quote: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "POST",
        path: "/applications/quote",
        tags,
        protect: true,
        summary: "Price and fit before commit",
      },
    })
    .input(QuoteApplication)
    .output(QuoteOut)
    .query(({ ctx, input }) => ctx.services.applications.quote(ctx.scope, input)),
  create: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: { method: "POST", path: "/applications", tags, protect: true, summary: "Provision from a template" },
    })
    .input(CreateApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.create(ctx.scope, input)),
  descriptor: tenantProcedure("application:read")
    .meta({
      openapi: { method: "GET", path: `${one}/descriptor`, tags, protect: true, summary: "Its drawing as text (YAML)" },
    })
    .input(GetApplication)
    .output(DescriptorOut)
    .query(({ ctx, input }) => ctx.services.applications.describe(ctx.scope, input.applicationId)),
  checkDescriptor: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "POST",
        path: "/applications/descriptor/check",
        tags,
        protect: true,
        summary: "What is wrong with a descriptor, line by line; or its price and fit",
      },
    })
    .input(CheckDescriptor)
    .output(DescriptorCheckOut)
    .query(({ ctx, input }) => ctx.services.applications.checkDescriptor(ctx.scope, input)),
  importDescriptor: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: "/applications/descriptor",
        tags,
        protect: true,
        summary: "Provision from a descriptor",
      },
    })
    .input(ImportDescriptor)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.importDescriptor(ctx.scope, input)),
  copyPreview: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: `${one}/copy`,
        tags,
        protect: true,
        summary: "What a copy would hold and cost, and whether it fits",
      },
    })
    .input(PreviewCopy)
    .output(CopyPreviewOut)
    .query(({ ctx, input }) => ctx.services.applications.previewCopy(ctx.scope, input)),
  copy: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/copy`,
        tags,
        protect: true,
        summary: "Make another one like it, with copies of its volumes, while it runs",
      },
    })
    .input(CopyApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.copy(ctx.scope, input)),
  start: tenantProcedure("application:control")
    .meta({
      accepted: true,
      openapi: { method: "POST", path: `${one}/start`, tags, protect: true, summary: "Start in start order" },
    })
    .input(GetApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.start(ctx.scope, input.applicationId)),
  stop: tenantProcedure("application:control")
    .meta({
      accepted: true,
      openapi: { method: "POST", path: `${one}/stop`, tags, protect: true, summary: "Stop, in reverse order" },
    })
    .input(GetApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.stop(ctx.scope, input.applicationId)),
  restart: tenantProcedure("application:control")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/restart`,
        tags,
        protect: true,
        summary: "Restart each component in start order",
      },
    })
    .input(GetApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.restart(ctx.scope, input.applicationId)),
  scale: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/scale`,
        tags,
        protect: true,
        summary: "Change counts and sizes, and apply",
      },
    })
    .input(ScaleApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.scale(ctx.scope, input)),
  delete: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "DELETE",
        path: one,
        tags,
        protect: true,
        summary: "Delete; data volumes go to the trash for 7 days",
      },
    })
    .input(GetApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.delete(ctx.scope, input.applicationId)),
})
