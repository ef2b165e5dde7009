import type { z } from "zod"
import { flatten } from "@/lib/blueprint"
import { fabrics } from "@/lib/fabric"
import type { ClassDetailOut, MakeAssembly, TemplateOut } from "@/lib/schemas/application"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import type { Page, PageRequest } from "../page"
import {
  findAssembliesOf,
  findClass,
  findClasses,
  findShapes,
  findTemplate,
  findTemplates,
  findUses,
  type TemplateRow,
} from "./catalog-store"
import { pageOfList } from "./core/page-of-list"
import { missingImages } from "./core/runs-on"
import { makeAssembly, retireClass } from "./make-assembly"
import { loadSurroundings, type Surroundings, toClassOut } from "./to-class-out"

export { findTemplate, loadBoundaries, loadFabrics, loadImages, loadInteriors } from "./catalog-store"
export { machineOf, withoutImage } from "./core/runs-on"

function toTemplateOut(row: TemplateRow, { images, interiors }: Surroundings): z.infer<typeof TemplateOut> {
  const missing = missingImages(flatten(row.blueprint, interiors).components, images)
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
    inTenant(deps.db, scope, async (tx) => {
      const around = await loadSurroundings(tx)
      return paged(
        (await findClasses(tx)).flatMap((row) => toClassOut(row, around)),
        page,
      )
    }),
  getClass: (scope: TenantScope, name: string): Promise<z.infer<typeof ClassDetailOut>> =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findClass(tx, name)
      const [found] = row ? toClassOut(row, await loadSurroundings(tx)) : []
      if (!row || !found) throw notFound("class")
      const releases = row.versions.map(({ version, changelog, releasedAt }) => ({
        version,
        changelog,
        releasedAt: releasedAt.toISOString(),
      }))
      const uses = found.interior ? findShapes : findUses
      return {
        ...found,
        releases,
        usedBy: await uses(tx, scope.tenantId, name),
        usedIn: await findAssembliesOf(tx, scope.tenantId, name),
      }
    }),
  makeAssembly: (scope: TenantScope, input: z.infer<typeof MakeAssembly>) => makeAssembly(deps, scope, input),
  retireClass: (scope: TenantScope, name: string) => retireClass(deps, scope, name, true),
  restoreClass: (scope: TenantScope, name: string) => retireClass(deps, scope, name, false),
  listTemplates: (scope: TenantScope, page: PageRequest) =>
    inTenant(deps.db, scope, async (tx) => {
      const around = await loadSurroundings(tx)
      return paged(
        (await findTemplates(tx)).map((row) => toTemplateOut(row, around)),
        page,
      )
    }),
  getTemplate: (scope: TenantScope, idOrSlug: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findTemplate(tx, idOrSlug)
      if (!row) throw notFound("template")
      return toTemplateOut(row, await loadSurroundings(tx))
    }),
})
