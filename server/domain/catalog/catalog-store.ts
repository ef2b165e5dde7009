import { Blueprint, ClassBoundary } from "@/lib/blueprint"
import type { Prisma, Tx } from "@/server/db"

const latestFirst = { versions: { orderBy: { version: "desc" } } } satisfies Prisma.ApplianceClassInclude
export type ClassRow = Prisma.ApplianceClassGetPayload<{ include: typeof latestFirst }>

/** Classes that the scope of `tx` may see: the global catalog and the tenant's own. */
export const findClasses = (tx: Tx): Promise<ClassRow[]> =>
  tx.applianceClass.findMany({ include: latestFirst, orderBy: [{ name: "asc" }, { id: "asc" }] })

export const findClass = (tx: Tx, name: string): Promise<ClassRow | null> =>
  tx.applianceClass.findFirst({
    where: { name },
    include: latestFirst,
    orderBy: { tenantId: { sort: "asc", nulls: "last" } },
  })

const mostUses = 200

/** Living applications with components of a class, by version, with how many. */
export async function findUses(tx: Tx, tenantId: string, className: string) {
  const groups = await tx.component.groupBy({
    by: ["applicationId", "classVersion"],
    where: { tenantId, className, NOT: { wanted: "removed" }, application: { deletedAt: null } },
    _count: { _all: true },
    orderBy: { applicationId: "desc" },
    take: mostUses,
  })
  const applications = await tx.application.findMany({
    where: { tenantId, id: { in: groups.map((g) => g.applicationId) } },
    select: { id: true, slug: true, title: true, vdc: { select: { slug: true, name: true } } },
  })
  const byId = new Map(applications.map((a) => [a.id, a]))
  return groups.flatMap(({ applicationId, classVersion: version, _count }) => {
    const found = byId.get(applicationId)
    if (!found) return []
    const { vdc, ...application } = found
    return [{ application, vdc, version, instances: _count._all }]
  })
}

const versionsWithNames = (tx: Tx) =>
  tx.classVersion.findMany({
    select: { version: true, boundary: true, images: true, class: { select: { name: true } } },
  })

/** `name@version` → boundary. */
export async function loadBoundaries(tx: Tx): Promise<Record<string, ClassBoundary>> {
  const rows = await versionsWithNames(tx)
  return Object.fromEntries(rows.map((r) => [`${r.class.name}@${r.version}`, ClassBoundary.parse(r.boundary)]))
}

/** `name@version` → image on that fabric; classes without one are left out. */
export async function loadImages(tx: Tx, fabric: string): Promise<Record<string, string>> {
  const rows = await versionsWithNames(tx)
  return Object.fromEntries(
    rows.flatMap((r) => {
      const image = (r.images as Record<string, string | undefined>)[fabric]
      return image ? [[`${r.class.name}@${r.version}`, image] as const] : []
    }),
  )
}

/** `name@version` → the fabrics it has an image for. */
export const loadFabrics = async (tx: Tx): Promise<ReadonlyMap<string, readonly string[]>> =>
  new Map(
    (await versionsWithNames(tx)).map((r) => [`${r.class.name}@${r.version}`, Object.keys((r.images ?? {}) as object)]),
  )

export type TemplateRow = {
  id: string
  slug: string
  name: string
  summary: string
  glyph: string
  blueprint: Blueprint
}
const parsed = <T extends { blueprint: Prisma.JsonValue }>(row: T) => ({
  ...row,
  blueprint: Blueprint.parse(row.blueprint),
})
const columns = { id: true, slug: true, name: true, summary: true, glyph: true, blueprint: true } as const

export const findTemplates = async (tx: Tx): Promise<TemplateRow[]> =>
  (await tx.template.findMany({ select: columns, orderBy: [{ position: "asc" }, { slug: "asc" }] })).map(parsed)

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** By id or slug. */
export async function findTemplate(tx: Tx, idOrSlug: string): Promise<TemplateRow | null> {
  const row = await tx.template.findFirst({
    where: isId(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug },
    select: columns,
  })
  return row && parsed(row)
}
