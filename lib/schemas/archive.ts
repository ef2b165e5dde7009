import { z } from "zod"
import { Blueprint } from "../blueprint/document"
import { TenantInput, zId, zInstant, zSlug, zTitle } from "./base"

/** Raised when a reader of before can no longer make sense of what is written. */
export const archiveVersion = 1
export const archiveFormat = "gridline.application"
/** The first entry of an archive, and the last: without the last it is not whole. */
export const manifestEntry = "gridline.json"
export const completeEntry = "complete.json"
/** Either of them. */
export const mostEntryBytes = 1_048_576

/** A volume of an archive; all it holds is below `folder`. */
export const ArchiveVolume = z.object({
  folder: z.string().regex(/^volumes\/[a-z0-9.-]+$/),
  component: z.string(),
  index: z.number().int().nonnegative(),
  name: z.string(),
  sizeGib: z.number().int().positive().max(65_536),
})
export type ArchiveVolume = z.infer<typeof ArchiveVolume>

/** What an archive says of itself, in its first entry. */
export const ArchiveManifest = z.object({
  format: z.literal(archiveFormat),
  version: z.literal(archiveVersion),
  exportedAt: zInstant,
  application: z.object({ name: zSlug, title: zTitle }),
  snapshot: z.object({ name: zSlug, note: z.string().max(200), takenAt: zInstant }),
  /** The kind of machines its data is of: files of databases, and owners, are of one kind. */
  fabric: z.enum(["embedded", "lxd"]),
  drawing: Blueprint,
  volumes: z.array(ArchiveVolume).max(1_000),
})
export type ArchiveManifest = z.infer<typeof ArchiveManifest>

/** Asked beside the bytes of an archive. */
export const ImportArchive = TenantInput.extend({
  vdcId: zId,
  name: zSlug,
  note: z.string().trim().max(200).default(""),
})
