import { GetApplication } from "@/lib/schemas/application"
import { pageOf } from "@/lib/schemas/base"
import {
  ApplyDrawing,
  CompareOut,
  CompareRevisions,
  DraftOut,
  DraftSavedOut,
  DrawApplication,
  GetRevision,
  ListRevisions,
  PlanDrawing,
  PlanOut,
  RebaseOut,
  RestoreRevision,
  RevisionDetailOut,
  RevisionOut,
  SaveDraft,
} from "@/lib/schemas/drawing"
import { OperationOut } from "@/lib/schemas/operation"
import { tenantProcedure } from "../procedures"

const tags = ["drawings"]
const one = "/applications/{applicationId}" as const

/** From an empty board to what runs: drafts, plans, revisions. Part of `applications`. */
export const drawingProcedures = {
  draw: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: "/applications/drawing",
        tags,
        protect: true,
        summary: "Make an application with nothing drawn yet",
      },
    })
    .input(DrawApplication)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.draw(ctx.scope, input)),
  draft: tenantProcedure("application:configure")
    .meta({
      openapi: {
        method: "GET",
        path: `${one}/draft`,
        tags,
        protect: true,
        summary: "Your draft of its drawing; what is wanted while you have none; and who else draws it",
      },
    })
    .input(GetApplication)
    .output(DraftOut)
    .query(({ ctx, input }) => ctx.services.applications.draft(ctx.scope, input.applicationId)),
  saveDraft: tenantProcedure("application:configure")
    .meta({
      openapi: { method: "PUT", path: `${one}/draft`, tags, protect: true, summary: "Save your draft" },
    })
    .input(SaveDraft)
    .output(DraftSavedOut)
    .mutation(({ ctx, input }) => ctx.services.applications.saveDraft(ctx.scope, input)),
  discardDraft: tenantProcedure("application:configure")
    .meta({
      openapi: { method: "DELETE", path: `${one}/draft`, tags, protect: true, summary: "Discard your draft" },
    })
    .input(GetApplication)
    .output(DraftOut)
    .mutation(({ ctx, input }) => ctx.services.applications.discardDraft(ctx.scope, input.applicationId)),
  rebaseDraft: tenantProcedure("application:configure")
    .meta({
      openapi: {
        method: "POST",
        path: `${one}/draft/rebase`,
        tags,
        protect: true,
        summary: "Bring your draft's changes onto what others applied meanwhile",
      },
    })
    .input(GetApplication)
    .output(RebaseOut)
    .mutation(({ ctx, input }) => ctx.services.applications.rebaseDraft(ctx.scope, input.applicationId)),
  plan: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "POST",
        path: `${one}/plan`,
        tags,
        protect: true,
        summary: "What applying a drawing (or your draft) would do, cost, and break",
      },
    })
    .input(PlanDrawing)
    .output(PlanOut)
    .query(({ ctx, input }) => ctx.services.applications.plan(ctx.scope, input)),
  applyDrawing: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/apply`,
        tags,
        protect: true,
        summary: "Make a drawing (or your draft) what runs, as a revision",
      },
    })
    .input(ApplyDrawing)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.applications.apply(ctx.scope, input)),
  revisions: tenantProcedure("application:read")
    .meta({
      openapi: { method: "GET", path: `${one}/revisions`, tags, protect: true, summary: "Its revisions, newest first" },
    })
    .input(ListRevisions)
    .output(pageOf(RevisionOut))
    .query(({ ctx, input }) => ctx.services.applications.revisions(ctx.scope, input.applicationId, input)),
  revision: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: `${one}/revisions/{number}`,
        tags,
        protect: true,
        summary: "One revision with its drawing",
      },
    })
    .input(GetRevision)
    .output(RevisionDetailOut)
    .query(({ ctx, input }) => ctx.services.applications.revision(ctx.scope, input.applicationId, input.number)),
  compareRevisions: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: `${one}/revisions/compare`,
        tags,
        protect: true,
        summary: "What makes one revision into another",
      },
    })
    .input(CompareRevisions)
    .output(CompareOut)
    .query(({ ctx, input }) => ctx.services.applications.compareRevisions(ctx.scope, input)),
  restoreRevision: tenantProcedure("application:configure")
    .meta({
      openapi: {
        method: "POST",
        path: `${one}/revisions/{number}/restore`,
        tags,
        protect: true,
        summary: "Make the drawing of a revision your draft; nothing that runs is touched",
      },
    })
    .input(RestoreRevision)
    .output(DraftOut)
    .mutation(({ ctx, input }) =>
      ctx.services.applications.restoreRevision(ctx.scope, input.applicationId, input.number),
    ),
}
