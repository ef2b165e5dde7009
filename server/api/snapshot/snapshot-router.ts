import { pageOf } from "@/lib/schemas/base"
import { OperationOut } from "@/lib/schemas/operation"
import {
  CreateSnapshot,
  GetSnapshot,
  LaunchSnapshot,
  ListSnapshots,
  PreviewSnapshot,
  SnapshotOut,
  SnapshotPreviewOut,
} from "@/lib/schemas/snapshot"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["snapshots"]
const one = "/snapshots/{snapshotId}" as const

export const snapshotRouter = router({
  list: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/snapshots",
        tags,
        protect: true,
        summary: "Snapshots, newest first; deleted=true: those in the trash",
      },
    })
    .input(ListSnapshots)
    .output(pageOf(SnapshotOut))
    .query(({ ctx, input }) => ctx.services.snapshots.list(ctx.scope, input, input)),
  get: tenantProcedure("application:read")
    .meta({ openapi: { method: "GET", path: one, tags, protect: true, summary: "One snapshot with its volumes" } })
    .input(GetSnapshot)
    .output(SnapshotOut)
    .query(({ ctx, input }) => ctx.services.snapshots.get(ctx.scope, input.snapshotId)),
  preview: tenantProcedure("application:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/applications/{applicationId}/snapshot",
        tags,
        protect: true,
        summary: "What a snapshot would keep and cost, and whether there is room",
      },
    })
    .input(PreviewSnapshot)
    .output(SnapshotPreviewOut)
    .query(({ ctx, input }) => ctx.services.snapshots.preview(ctx.scope, input.applicationId)),
  create: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: "/snapshots",
        tags,
        protect: true,
        summary: "Keep what an application holds now, while it runs",
      },
    })
    .input(CreateSnapshot)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.snapshots.create(ctx.scope, input)),
  launch: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/launch`,
        tags,
        protect: true,
        summary: "Make another application of it",
      },
    })
    .input(LaunchSnapshot)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.snapshots.launch(ctx.scope, input)),
  restore: tenantProcedure("application:configure")
    .meta({
      accepted: true,
      openapi: {
        method: "POST",
        path: `${one}/restore`,
        tags,
        protect: true,
        summary: "Put its application back to it; what is there now goes to the trash for 7 days",
      },
    })
    .input(GetSnapshot)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.snapshots.restore(ctx.scope, input.snapshotId)),
  delete: tenantProcedure("application:configure")
    .meta({
      openapi: { method: "DELETE", path: one, tags, protect: true, summary: "Into the trash, for 7 days" },
    })
    .input(GetSnapshot)
    .output(SnapshotOut)
    .mutation(({ ctx, input }) => ctx.services.snapshots.delete(ctx.scope, input.snapshotId)),
  undelete: tenantProcedure("application:configure")
    .meta({
      openapi: { method: "POST", path: `${one}/undelete`, tags, protect: true, summary: "Out of the trash" },
    })
    .input(GetSnapshot)
    .output(SnapshotOut)
    .mutation(({ ctx, input }) => ctx.services.snapshots.undelete(ctx.scope, input.snapshotId)),
})
