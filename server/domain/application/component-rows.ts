import { randomBytes } from "node:crypto"
import type { Instance } from "@/lib/blueprint"
import type { Blueprint, BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"
import { newId } from "@/lib/ids"
import { encryptSecret } from "@/server/crypto/secret-box"
import { DomainError } from "../domain-error"
import type { NewVolume } from "../volume"
import type { NewComponent } from "./component-store"

export type RowContext = {
  tenantId: string
  vdcId: string
  applicationId: string
  slug: string
  encryptionKey: string
  boundaries: Record<string, ClassBoundary>
  /** `name@version` → image on the VDC's fabric */
  images: Record<string, string>
}

const classOf = (c: Pick<BlueprintComponent, "class" | "version">): string => `${c.class}@${c.version}`

function drawn(blueprint: Blueprint, name: string): BlueprintComponent {
  const component = blueprint.components.find((c) => c.name === name)
  if (!component) throw new Error(`no component ${name} in the blueprint`)
  return component
}

/** Values as the instance gets them: the class's defaults, overridden by what is drawn. */
export function propertiesOf(
  component: BlueprintComponent,
  boundary: ClassBoundary,
): Record<string, string | number | boolean> {
  const defaults = boundary.properties.flatMap((p) => (p.default === undefined ? [] : [[p.name, p.default] as const]))
  return { ...Object.fromEntries(defaults), ...component.properties }
}

/** What the drawing says of each instance of a component. Throws `invalid` where there is no image of it for the fabric. */
export function drawnRow(context: Pick<RowContext, "boundaries" | "images">, component: BlueprintComponent) {
  const boundary = context.boundaries[classOf(component)]
  const image = context.images[classOf(component)]
  if (!boundary || !image)
    throw new DomainError(
      "invalid",
      `${classOf(component)} has no image for this data center's machines. Choose another class or data center.`,
    )
  return {
    className: component.class,
    classVersion: component.version,
    image,
    startOrder: component.startOrder,
    standby: component.standby,
    properties: propertiesOf(component, boundary),
    cpuMillis: component.resources.cpuMillis,
    memoryMib: component.resources.memoryMib,
  }
}

/** Rows of instances that are new: each with a secret of its own for who is wired to it. */
export function componentRows(
  context: RowContext,
  blueprint: Blueprint,
  instances: readonly Instance[],
): NewComponent[] {
  return instances.map(({ name, index, path }) => ({
    id: newId(),
    tenantId: context.tenantId,
    vdcId: context.vdcId,
    applicationId: context.applicationId,
    name,
    index,
    path,
    ...drawnRow(context, drawn(blueprint, name)),
    secret: encryptSecret(
      context.encryptionKey,
      `${context.tenantId}:component.secret`,
      randomBytes(24).toString("base64url"),
    ),
  }))
}

/** A volume for each that the class declares, per instance; size and content as drawn. */
export function volumeRows(
  context: Pick<RowContext, "tenantId" | "vdcId" | "boundaries"> & { applicationId: string | null },
  blueprint: Blueprint,
  instances: readonly Instance[],
): NewVolume[] {
  return instances.flatMap(({ name, index, path }) => {
    const component = drawn(blueprint, name)
    const declared = context.boundaries[classOf(component)]?.volumes ?? []
    return declared.map((volume): NewVolume => {
      const wanted = component.volumes[volume.name]
      return {
        tenantId: context.tenantId,
        vdcId: context.vdcId,
        applicationId: context.applicationId,
        componentName: name,
        componentIndex: index,
        name: volume.name,
        path: `${path}.${volume.name}`,
        sizeGib: wanted?.sizeGib ?? volume.sizeGib.default,
        mirrored: wanted?.mirrored ?? true,
        mirroring: volume.mirroring,
        content: wanted?.content ?? null,
      }
    })
  })
}
