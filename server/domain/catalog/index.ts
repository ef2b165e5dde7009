import type { z } from "zod"
import { ClassBoundary } from "@/lib/blueprint"
import { fabrics } from "@/lib/fabric"
import type { ClassDetailOut, ClassOut, TemplateOut } from "@/lib/schemas/application"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import type { Page, PageRequest } from "../page"
import {
  type ClassRow,
  findClass,
  findClasses,
  findTemplate,
  findTemplates,
  findUses,
  loadFabrics,
  type TemplateRow,
} from "./catalog-store"
import { pageOfList } from "./core/page-of-list"
import { type ImagesOf, missingImages } from "./core/runs-on"

export { findTemplate, loadBoundaries, loadFabrics, loadImages } from "./catalog-store"
export { machineOf, withoutImage } from "./core/runs-on"

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
      fabrics: fabrics.filter((fabric) => fabric in ((latest.images ?? {}) as object)),
    },
  ]
}

function toTemplateOut(row: TemplateRow, images: ImagesOf): z.infer<typeof TemplateOut> {
  const missing = missingImages(row.blueprint.components, images)
  const lacking = new Set(missing.map((m) => m.fabric))
  return { ...row, fabrics: fabrics.filter((fabric) => !lacking.has(fabric)), missingImages: missing }
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
  getClass: (scope: TenantScope, name: string): Promise<z.infer<typeof ClassDetailOut>> =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findClass(tx, name)
      const [found] = row ? toClassOut(row) : []
      if (!row || !found) throw notFound("class")
      const releases = row.versions.map(({ version, changelog, releasedAt }) => ({
        version,
        changelog,
        releasedAt: releasedAt.toISOString(),
      }))
      return { ...found, releases, usedBy: await findUses(tx, scope.tenantId, name) }
    }),
  listTemplates: (scope: TenantScope, page: PageRequest) =>
    inTenant(deps.db, scope, async (tx) => {
      const images = await loadFabrics(tx)
      return paged(
        (await findTemplates(tx)).map((row) => toTemplateOut(row, images)),
        page,
      )
    }),
  getTemplate: (scope: TenantScope, idOrSlug: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findTemplate(tx, idOrSlug)
      if (!row) throw notFound("template")
      return toTemplateOut(row, await loadFabrics(tx))
    }),
})
