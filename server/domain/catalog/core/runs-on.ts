import type { ClassBoundary } from "@/lib/blueprint/document"
import { type Fabric, fabrics } from "@/lib/fabric"

type Drawn = { class: string; version: number }
/** `name@version` → fabrics it has an image for. */
export type ImagesOf = ReadonlyMap<string, readonly string[]>

const nameOf = (component: Drawn): string => `${component.class}@${component.version}`

/** What an instance of it is to its node. `boundaries` by `name@version`; of a class nobody knows, a container. */
export const machineOf = (
  boundaries: Readonly<Record<string, ClassBoundary>>,
  drawn: Drawn,
): ClassBoundary["machine"] => boundaries[nameOf(drawn)]?.machine ?? "container"

/** Classes of a drawing (`name@version`, each once) that have no image for a fabric: while there is one, it does not run there. */
export const withoutImage = (components: readonly Drawn[], images: ImagesOf, fabric: Fabric): string[] => [
  ...new Set(components.map(nameOf).filter((name) => !images.get(name)?.includes(fabric))),
]

/** For each fabric that a drawing does not run on, the classes that keep it from it. */
export function missingImages(components: readonly Drawn[], images: ImagesOf): { fabric: Fabric; classes: string[] }[] {
  return fabrics
    .map((fabric) => ({ fabric, classes: withoutImage(components, images, fabric) }))
    .filter(({ classes }) => classes.length > 0)
}
