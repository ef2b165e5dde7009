import { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { Db, Prisma } from "@/server/db"
import { classes } from "./classes"
import { templates } from "./templates"

/** The global catalog. Released versions are immutable, so what is there is left alone. */
export async function seedCatalog(db: Db): Promise<void> {
  for (const { name, title, summary, glyph, boundary, images } of classes) {
    const found = await db.applianceClass.findFirst({ where: { tenantId: null, name } })
    const row = found ?? (await db.applianceClass.create({ data: { name, title, summary, glyph } }))
    const version = await db.classVersion.findFirst({ where: { classId: row.id, version: 1 } })
    if (!version)
      await db.classVersion.create({
        data: {
          classId: row.id,
          version: 1,
          boundary: ClassBoundary.parse(boundary) as Prisma.InputJsonValue,
          images,
          changelog: "First release.",
        },
      })
  }
  for (const { blueprint, ...template } of templates) {
    const data = { ...template, blueprint: Blueprint.parse(blueprint) as Prisma.InputJsonValue }
    const found = await db.template.findFirst({ where: { tenantId: null, slug: template.slug } })
    if (found) await db.template.update({ where: { id: found.id }, data })
    else await db.template.create({ data })
  }
}
