import { Blueprint, boundaryOf, ClassBoundary, Interior, validateBlueprint, validateInterior } from "@/lib/blueprint"
import type { Db, Prisma, Tx } from "@/server/db"
import { assemblies, type SeedAssembly } from "./assemblies"
import { classes, type SeedClass } from "./classes"
import { type SeedTemplate, templates } from "./templates"

/** Released versions are immutable: what is there is left alone, but for images on fabrics that had none. */
async function seedClass(tx: Tx, { name, title, summary, glyph, boundary, images }: SeedClass): Promise<void> {
  const found = await tx.applianceClass.findFirst({ where: { tenantId: null, name } })
  const { id: classId } = found ?? (await tx.applianceClass.create({ data: { name, title, summary, glyph } }))
  const released = await tx.classVersion.findFirst({ where: { classId, version: 1 } })
  if (released) {
    const known = released.images as Record<string, string>
    if (Object.keys(images).some((fabric) => known[fabric] === undefined))
      await tx.classVersion.update({ where: { id: released.id }, data: { images: { ...images, ...known } } })
    return
  }
  const parsed = ClassBoundary.parse(boundary) as Prisma.InputJsonValue
  const release = { classId, version: 1, boundary: parsed, images, changelog: "First release." }
  await tx.classVersion.create({ data: release })
}

async function seedAssembly(tx: Tx, { name, title, summary, glyph, ...seeded }: SeedAssembly): Promise<void> {
  if (await tx.applianceClass.findFirst({ where: { tenantId: null, name } })) return
  const interior = Interior.parse(seeded.interior)
  const known = { boundaries: boundariesOfClasses(), interiors: {} }
  const [wrong] = validateInterior(interior, { name, ...known })
  if (wrong) throw new Error(`assembly ${name}: ${wrong.message} ${wrong.fix}`)
  const boundary = ClassBoundary.parse(boundaryOf(interior, known.boundaries))
  const { id: classId } = await tx.applianceClass.create({ data: { name, title, summary, glyph } })
  const release = { classId, version: 1, images: {}, changelog: "First release." }
  await tx.classVersion.create({
    data: { ...release, boundary: boundary as Prisma.InputJsonValue, interior: interior as Prisma.InputJsonValue },
  })
}

const boundariesOfClasses = () =>
  Object.fromEntries(classes.map((c) => [`${c.name}@1`, ClassBoundary.parse(c.boundary)]))

/** A template is a starting point: applications made from it keep their own drawing, so a better one may take its place. */
async function seedTemplate(tx: Tx, { blueprint, ...template }: SeedTemplate): Promise<void> {
  const drawing = Blueprint.parse(blueprint)
  const [wrong] = validateBlueprint(drawing, boundariesOfClasses())
  if (wrong) throw new Error(`template ${template.slug}: ${wrong.message} ${wrong.fix}`)
  const data = { ...template, blueprint: drawing as Prisma.InputJsonValue }
  const found = await tx.template.findFirst({ where: { tenantId: null, slug: template.slug } })
  if (found) await tx.template.update({ where: { id: found.id }, data })
  else await tx.template.create({ data })
}

/** The global catalog. Safe to repeat. */
export async function seedCatalog(db: Db): Promise<void> {
  await db.$transaction(async (tx) => {
    // Two processes that seed at once would both find nothing.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('seed:catalog', 0))`
    for (const seeded of classes) await seedClass(tx, seeded)
    for (const assembly of assemblies) await seedAssembly(tx, assembly)
    for (const template of templates) await seedTemplate(tx, template)
  })
}
