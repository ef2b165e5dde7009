import { z } from "zod"
import { PageInput, TenantInput, zBig, zFlag, zId, zInstant, zSlug, zTitle } from "./base"

export const SnapshotOut = z.object({
  id: zId,
  vdcId: zId,
  /** What it was taken of. `id` is null for one that came in an archive: then that is where the archive was made. */
  application: z.object({ id: zId.nullable(), slug: z.string(), title: z.string(), deleted: z.boolean() }),
  name: z.string(),
  note: z.string(),
  /** `making`: data is still being copied, it cannot be used yet; `receiving`: it is being imported. `away`: a node that holds part of
   * it does not answer. */
  state: z.enum(["making", "receiving", "complete", "away", "deleted"]),
  /** Of all its volumes together. */
  sizeGib: z.number(),
  /** As last seen. */
  usedBytes: zBig,
  /** Of its archive, while it is being received. */
  receivedBytes: zBig.nullable(),
  volumes: z.array(
    z.object({
      id: zId,
      path: z.string(),
      sizeGib: z.number(),
      usedBytes: zBig,
      node: z.string().nullable(),
      isWhole: z.boolean(),
      browsable: z.boolean(),
    }),
  ),
  createdAt: zInstant,
  deletedAt: zInstant.nullable(),
  /** When a deleted one is gone for good. */
  purgeAt: zInstant.nullable(),
})
export type SnapshotOut = z.infer<typeof SnapshotOut>

export const ListSnapshots = TenantInput.extend(PageInput.shape).extend({
  vdcId: zId.optional(),
  applicationId: zId.optional(),
  /** Those in the trash. */
  deleted: zFlag.default(false),
})
export const GetSnapshot = TenantInput.extend({ snapshotId: zId })
export const PreviewSnapshot = TenantInput.extend({ applicationId: zId })
export const SnapshotPreviewOut = z.object({
  /** What is kept: volumes that hold something. */
  volumes: z.array(z.object({ path: z.string(), sizeGib: z.number(), usedBytes: zBig })),
  sizeGib: z.number(),
  currency: z.string(),
  /** What keeping it costs, micros of the minor unit per hour. */
  hourlyMicros: zBig,
  monthlyMinor: zBig,
  fits: z.boolean(),
  /** Why it cannot be made now, in numbers. */
  problem: z.string().nullable(),
})
export const CreateSnapshot = TenantInput.extend({
  applicationId: zId,
  name: zSlug,
  note: z.string().trim().max(200).default(""),
})
/** Another application of what a snapshot holds; in its virtual data center, or in `vdcId`. */
export const LaunchSnapshot = GetSnapshot.extend({
  name: zSlug,
  title: zTitle.optional(),
  vdcId: zId.optional(),
})
