import type { SnapshotRow } from "./snapshot-store"

/** What it was taken of: an application here, or one where its archive came from. */
export const originOf = ({ application, originSlug, originTitle }: SnapshotRow) => ({
  id: application?.id ?? null,
  slug: application?.slug ?? originSlug ?? "",
  title: application?.title ?? originTitle ?? "",
  deleted: application !== null && application.deletedAt !== null,
})
