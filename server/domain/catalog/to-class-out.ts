import type { z } from "zod"
import { ClassBoundary, flatten, Interior, type Interiors } from "@/lib/blueprint"
import { fabrics } from "@/lib/fabric"
import type { ClassOut } from "@/lib/schemas/application"
import type { Tx } from "@/server/db"
import { type ClassRow, loadFabrics, loadInteriors } from "./catalog-store"
import { type ImagesOf, missingImages } from "./core/runs-on"

type Version = ClassRow["versions"][number]

/** What classes are told with: what is inside those that they are made of, and where those run. */
export type Surroundings = { interiors: Interiors; images: ImagesOf }

export const loadSurroundings = async (tx: Tx): Promise<Surroundings> => ({
  interiors: await loadInteriors(tx),
  images: await loadFabrics(tx),
})

const toVersionOut = ({ version, boundary, interior }: Version) => ({
  version,
  boundary: ClassBoundary.parse(boundary),
  interior: interior === null ? null : Interior.parse(interior),
})

/** Of an assembly: where everything inside has an image. */
function fabricsOf({ images }: Version, interior: Interior | null, around: Surroundings): string[] {
  if (!interior) return fabrics.filter((fabric) => fabric in ((images ?? {}) as object))
  const { components, connections } = interior
  const flat = flatten({ format: 1, components, connections }, around.interiors)
  const lacking = new Set(missingImages(flat.components, around.images).map((m) => m.fabric))
  return fabrics.filter((fabric) => !lacking.has(fabric))
}

/** The newest released version, and what drawings may still use; nothing of a class that has none yet. */
export function toClassOut(row: ClassRow, around: Surroundings): z.infer<typeof ClassOut>[] {
  const [latest, ...earlier] = row.versions
  if (!latest) return []
  const { id, name, title, summary, glyph } = row
  const newest = toVersionOut(latest)
  return [
    {
      id,
      name,
      title,
      summary,
      glyph,
      catalog: row.tenantId === null ? "global" : "tenant",
      retiredAt: row.retiredAt?.toISOString() ?? null,
      ...newest,
      versions: row.versions.map((v) => v.version),
      earlier: earlier.map(toVersionOut),
      fabrics: fabricsOf(latest, newest.interior, around),
    },
  ]
}
