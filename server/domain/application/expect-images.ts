import type { Blueprint } from "@/lib/blueprint/document"
import { type Fabric, fabricNames } from "@/lib/fabric"
import type { Tx } from "@/server/db"
import { loadFabrics, withoutImage } from "../catalog"
import { DomainError } from "../domain-error"
import { flattenDrawing } from "./flatten-drawing"

/** Refuses a drawing of which a class has no image for the data center's machines, and names the class. */
export async function expectImages(
  tx: Tx,
  blueprint: Blueprint,
  dataCenter: { name: string; fabric: Fabric },
  field: string,
): Promise<void> {
  const { components } = await flattenDrawing(tx, blueprint)
  const missing = withoutImage(components, await loadFabrics(tx), dataCenter.fabric)
  if (missing.length === 0) return
  const have = missing.length === 1 ? "has" : "have"
  throw new DomainError(
    "invalid",
    `${missing.join(", ")} ${have} no image for ${fabricNames[dataCenter.fabric]}, which ${dataCenter.name} runs on. Choose another template, or a data center it runs in.`,
    field,
  )
}
