import { Blueprint, ClassBoundary, Interior, type Interiors } from "@/lib/blueprint"
import { newId } from "@/lib/ids"
import { Prisma, type Tx } from "@/server/db"

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

export const findGlobalClass = (tx: Tx, name: string) =>
  tx.applianceClass.findFirst({ where: { tenantId: null, name }, select: { id: true } })

export const countClasses = (tx: Tx, tenantId: string): Promise<number> =>
  tx.applianceClass.count({ where: { tenantId } })

/** A class of the company's own, locked against another release of it. */
export async function lockOwnClass(tx: Tx, tenantId: string, name: string): Promise<ClassRow | null> {
  await tx.$queryRaw`SELECT id FROM appliance_class WHERE tenant_id = ${tenantId}::uuid AND name = ${name} FOR UPDATE`
  return tx.applianceClass.findFirst({ where: { tenantId, name }, include: latestFirst })
}

export async function insertClass(
  tx: Tx,
  data: { tenantId: string; name: string; title: string; summary: string; glyph: string },
): Promise<string> {
  const id = newId()
  await tx.applianceClass.create({ data: { id, ...data } })
  return id
}

export async function setClass(
  tx: Tx,
  { tenantId, classId }: { tenantId: string; classId: string },
  data: { title?: string; summary?: string; glyph?: string; retiredAt: Date | null },
): Promise<void> {
  await tx.applianceClass.update({ where: { tenantId_id: { tenantId, id: classId } }, data })
}

export async function insertVersion(
  tx: Tx,
  version: {
    tenantId: string
    classId: string
    version: number
    boundary: ClassBoundary
    interior: Interior
    changelog: string
  },
): Promise<void> {
  const boundary = version.boundary as Prisma.InputJsonValue
  const interior = version.interior as Prisma.InputJsonValue
  await tx.classVersion.create({ data: { ...version, id: newId(), boundary, interior, images: {} } })
}

const mostUses = 200

/** Living applications whose wanted drawing has shapes of an assembly, by version, with how many. */
export async function findShapes(tx: Tx, tenantId: string, className: string) {
  const rows = await tx.$queryRaw<
    { id: string; slug: string; title: string; vdcSlug: string; vdcName: string; version: number; shapes: bigint }[]
  >`
    SELECT a.id, a.slug, a.title, v.slug AS "vdcSlug", v.name AS "vdcName", (c.value ->> 'version')::int AS version,
           count(*) AS shapes
    FROM application a
    JOIN application_revision r ON r.tenant_id = a.tenant_id AND r.id = a.revision_id
    JOIN vdc v ON v.tenant_id = a.tenant_id AND v.id = a.vdc_id
    CROSS JOIN LATERAL jsonb_array_elements(r.blueprint -> 'components') AS c
    WHERE a.tenant_id = ${tenantId}::uuid AND a.deleted_at IS NULL AND c.value ->> 'class' = ${className}
    GROUP BY a.id, a.slug, a.title, v.slug, v.name, version
    ORDER BY a.id DESC, version
    LIMIT ${mostUses}`
  return rows.map(({ id, slug, title, vdcSlug, vdcName, version, shapes }) => ({
    application: { id, slug, title },
    vdc: { slug: vdcSlug, name: vdcName },
    version,
    instances: Number(shapes),
  }))
}

/** Assemblies of the company whose newest version has a class inside. */
export async function findAssembliesOf(tx: Tx, tenantId: string, className: string) {
  const inside = JSON.stringify({ components: [{ class: className }] })
  return tx.$queryRaw<{ name: string; title: string; version: number }[]>`
    SELECT c.name, c.title, v.version
    FROM appliance_class c
    JOIN LATERAL (
      SELECT version, interior FROM class_version WHERE class_id = c.id ORDER BY version DESC LIMIT 1
    ) v ON true
    WHERE c.tenant_id = ${tenantId}::uuid AND v.interior @> ${inside}::jsonb
    ORDER BY c.name
    LIMIT ${mostUses}`
}

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

/** What is in the global catalog comes last: it is what its name means to everybody. */
const versionsWithNames = (tx: Tx) =>
  tx.classVersion.findMany({
    select: { version: true, boundary: true, images: true, class: { select: { name: true } } },
    orderBy: [{ tenantId: { sort: "asc", nulls: "last" } }, { id: "asc" }],
  })

/** `name@version` → boundary. */
export async function loadBoundaries(tx: Tx): Promise<Record<string, ClassBoundary>> {
  const rows = await versionsWithNames(tx)
  return Object.fromEntries(rows.map((r) => [`${r.class.name}@${r.version}`, ClassBoundary.parse(r.boundary)]))
}

/** `name@version` → what is inside, of assemblies. */
export async function loadInteriors(tx: Tx): Promise<Interiors> {
  const rows = await tx.classVersion.findMany({
    where: { interior: { not: Prisma.DbNull } },
    select: { version: true, interior: true, class: { select: { name: true } } },
    orderBy: [{ tenantId: { sort: "asc", nulls: "last" } }, { id: "asc" }],
  })
  return Object.fromEntries(rows.map((r) => [`${r.class.name}@${r.version}`, Interior.parse(r.interior)]))
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
