import type { z } from "zod"
import { ClassBoundary } from "@/lib/blueprint"
import type { ClassOut } from "@/lib/schemas/application"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import type { Page, PageRequest } from "../page"
import { type ClassRow, findClass, findClasses, findTemplate, findTemplates } from "./catalog-store"
import { pageOfList } from "./core/page-of-list"

export { findTemplate, loadBoundaries, loadImages } from "./catalog-store"

/** The newest released version; nothing of a class that has none yet. */
function toClassOut(row: ClassRow): z.infer<typeof ClassOut>[] {
  const [latest] = row.versions
  if (!latest) return []
  const { id, name, title, summary, glyph } = row
  return [
    {
      id,
      name,
      title,
      summary,
      glyph,
      version: latest.version,
      versions: row.versions.map((v) => v.version),
      boundary: ClassBoundary.parse(latest.boundary),
      fabrics: Object.keys((latest.images ?? {}) as object),
    },
  ]
}

/** Catalogs are short and shown in their own order, so they are read whole and cut here. */
function paged<T extends { id: string }>(items: readonly T[], { cursor, limit }: PageRequest): Page<T> {
  const page = pageOfList(items, cursor, limit)
  if (page) return page
  throw new DomainError("invalid", "This cursor is not one of ours. Start again without a cursor.", "cursor")
}

export const createCatalog = (deps: Deps) => ({
  listClasses: (scope: TenantScope, page: PageRequest) =>
    inTenant(deps.db, scope, async (tx) => paged((await findClasses(tx)).flatMap(toClassOut), page)),
  getClass: (scope: TenantScope, name: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findClass(tx, name)
      const [found] = row ? toClassOut(row) : []
      if (!found) throw notFound("class")
      return found
    }),
  listTemplates: (scope: TenantScope, page: PageRequest) =>
    inTenant(deps.db, scope, async (tx) => paged(await findTemplates(tx), page)),
  getTemplate: (scope: TenantScope, idOrSlug: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findTemplate(tx, idOrSlug)
      if (!row) throw notFound("template")
      return row
    }),
})
