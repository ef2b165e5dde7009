import { instancesOf } from "@/lib/blueprint"
import type { Blueprint } from "@/lib/blueprint/document"
import type { Tx } from "@/server/db"
import { loadBoundaries } from "../catalog"
import type { NewVolume } from "../volume"
import { volumeRows } from "./component-rows"
import { drawWithSizes } from "./draw-application"
import { expectImages } from "./expect-images"
import { flattenDrawing } from "./flatten-drawing"
import type { OpenVdc } from "./lay-out-application"

/** The volumes an application drawn so would have, named as `slug`'s. Refuses a drawing that could not be one here. */
export async function volumesOfDrawing(
  tx: Tx,
  { tenantId, vdc, slug, blueprint }: { tenantId: string; vdc: OpenVdc; slug: string; blueprint: Blueprint },
): Promise<NewVolume[]> {
  const boundaries = await loadBoundaries(tx)
  const sound = drawWithSizes(blueprint, {}, boundaries)
  await expectImages(tx, sound, vdc.dataCenter, "archive")
  const flat = await flattenDrawing(tx, sound)
  return volumeRows({ tenantId, vdcId: vdc.id, applicationId: null, boundaries }, flat, instancesOf(slug, flat))
}
