import { z } from "zod"
import { PageInput, TenantInput, zFlag, zId, zInstant } from "./base"

/** How far a mirror is behind: `inStep`, or as of an instant, or all the time at most `ageMs`; all null: never complete. */
export const CopyAge = z.object({
  inStep: z.boolean(),
  asOf: zInstant.nullable(),
  ageMs: z.number().nullable(),
})
export const VolumeOut = z.object({
  id: zId,
  vdcId: zId,
  path: z.string(),
  name: z.string(),
  application: z.object({ id: zId, slug: z.string() }).nullable(),
  /** It is part of this snapshot: then nobody writes to it, and it comes and goes with that. */
  snapshot: z.object({ id: zId, name: z.string() }).nullable(),
  sizeGib: z.number(),
  usedBytes: z.string(),
  mirrored: z.boolean(),
  /** Files can be browsed (false for an engine's own files, such as a database's). */
  browsable: z.boolean(),
  state: z.enum(["ok", "syncing", "degraded", "trashed"]),
  replicas: z.array(
    z.object({
      node: z.string(),
      nodeId: zId,
      role: z.enum(["primary", "replica"]),
      state: z.string(),
      ...CopyAge.shape,
    }),
  ),
  /** What a failure of the node with the primary would lose now; null while no copy was made yet. */
  loss: z
    .object({
      kind: z.enum(["nothing", "latest", "all"]),
      node: z.string(),
      isDown: z.boolean(),
      asOf: zInstant.nullable(),
      ageMs: z.number().nullable(),
      why: z.string().nullable(),
      sentence: z.string(),
    })
    .nullable(),
  createdAt: zInstant,
  trashedAt: zInstant.nullable(),
  purgeAt: zInstant.nullable(),
})
export const ListVolumes = TenantInput.extend(PageInput.shape).extend({
  vdcId: zId.optional(),
  applicationId: zId.optional(),
  trashed: zFlag.default(false),
})
export const GetVolume = TenantInput.extend({ volumeId: zId })
export const ListFiles = GetVolume.extend({ path: z.string().max(1000).default("") })
export const FileOut = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(["file", "folder"]),
  bytes: z.number(),
  modifiedAt: zInstant,
})
export const ListFilesOut = z.object({ path: z.string(), items: z.array(FileOut) })
export { uploadLimitBytes } from "../upload-limit"
