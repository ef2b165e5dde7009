import { pageOf } from "@/lib/schemas/base"
import { GetVolume, ListFiles, ListFilesOut, ListVolumes, VolumeOut } from "@/lib/schemas/volume"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["volumes"]
const forever = () => new AbortController().signal

export const volumeRouter = router({
  list: tenantProcedure("volume:read")
    .meta({
      openapi: { method: "GET", path: "/volumes", tags, protect: true, summary: "Volumes; trashed=true: the trash" },
    })
    .input(ListVolumes)
    .output(pageOf(VolumeOut))
    .query(({ ctx, input }) => ctx.services.volumes.list(ctx.scope, input, input)),
  get: tenantProcedure("volume:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/volumes/{volumeId}",
        tags,
        protect: true,
        summary: "One volume with its copies",
      },
    })
    .input(GetVolume)
    .output(VolumeOut)
    .query(({ ctx, input }) => ctx.services.volumes.get(ctx.scope, input.volumeId)),
  files: tenantProcedure("volume:read")
    .meta({
      openapi: {
        method: "GET",
        path: "/volumes/{volumeId}/files",
        tags,
        protect: true,
        summary: "Files of one folder",
      },
    })
    .input(ListFiles)
    .output(ListFilesOut)
    .query(({ ctx, input, signal }) =>
      ctx.services.volumes.listFiles(ctx.scope, input.volumeId, input.path, signal ?? forever()),
    ),
  delete: tenantProcedure("volume:write")
    .meta({
      openapi: {
        method: "DELETE",
        path: "/volumes/{volumeId}",
        tags,
        protect: true,
        summary: "Into the trash, for 7 days",
      },
    })
    .input(GetVolume)
    .output(VolumeOut)
    .mutation(({ ctx, input }) => ctx.services.volumes.trash(ctx.scope, input.volumeId)),
  restore: tenantProcedure("volume:write")
    .meta({
      openapi: {
        method: "POST",
        path: "/volumes/{volumeId}/restore",
        tags,
        protect: true,
        summary: "Out of the trash",
      },
    })
    .input(GetVolume)
    .output(VolumeOut)
    .mutation(({ ctx, input }) => ctx.services.volumes.restore(ctx.scope, input.volumeId)),
})
