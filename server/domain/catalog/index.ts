import type { z } from "zod"
import { ClassBoundary } from "@/lib/blueprint"
import type { ClassOut } from "@/lib/schemas/application"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type ClassRow, findClass, findClasses, findTemplate, findTemplates } from "./catalog-store"

export { findTemplate, loadBoundaries, loadImages } from "./catalog-store"

const toClassOut = (row: ClassRow): z.infer<typeof ClassOut>[] => {
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

export const createCatalog = (deps: Deps) => ({
  listClasses: (scope: TenantScope) =>
    inTenant(deps.db, scope, async (tx) => ({ items: (await findClasses(tx)).flatMap(toClassOut), nextCursor: null })),
  getClass: (scope: TenantScope, name: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findClass(tx, name)
      const [found] = row ? toClassOut(row) : []
      if (!found) throw notFound("class")
      return found
    }),
  listTemplates: (scope: TenantScope) =>
    inTenant(deps.db, scope, async (tx) => ({ items: await findTemplates(tx), nextCursor: null })),
  getTemplate: (scope: TenantScope, idOrSlug: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findTemplate(tx, idOrSlug)
      if (!row) throw notFound("template")
      return row
    }),
})
