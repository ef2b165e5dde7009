import { instancesOf } from "@/lib/blueprint"
import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { Tx } from "@/server/db"
import type { TenantScope } from "../access"
import { loadImages } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { insertVolumes, type NewVolume } from "../volume"
import { findLivingSlug, insertApplication, insertRevision, lockVdc } from "./application-store"
import { componentRows, type RowContext, volumeRows } from "./component-rows"
import { insertComponents } from "./component-store"
import { flattenDrawing } from "./flatten-drawing"

/** Applications a VDC may have: a limit against scripts that run away, not against growth. */
const maxApplications = 200

export type OpenVdc = NonNullable<Awaited<ReturnType<typeof lockVdc>>>

/** The VDC, locked, with every reason of its own to refuse another application of this name. */
export async function admitApplication(tx: Tx, tenantId: string, vdcId: string, name: string): Promise<OpenVdc> {
  const vdc = await lockVdc(tx, tenantId, vdcId)
  if (!vdc) throw notFound("virtual data center")
  if (vdc.state !== "active") {
    const message = `${vdc.name} is ${vdc.state}: applications can be made once it is active.`
    throw new DomainError("conflict", message, "vdcId")
  }
  if (await findLivingSlug(tx, tenantId, vdc.id, name)) {
    const message = `${vdc.name} has an application called ${name} already. Choose another name.`
    throw new DomainError("conflict", message, "name")
  }
  if (vdc._count.applications >= maxApplications) {
    const message = `A virtual data center holds at most ${maxApplications} applications. Delete one that is not needed.`
    throw new DomainError("over_quota", message)
  }
  return vdc
}

export type Layout = {
  vdc: OpenVdc
  name: string
  title: string
  wanted: "running" | "stopped"
  blueprint: Blueprint
  boundaries: Record<string, ClassBoundary>
  message: string
}

/** All rows of a new application: its first revision, its instances, and their volumes as `volume` would have them. */
export async function layOutApplication(
  deps: Deps,
  tx: Tx,
  scope: TenantScope,
  layout: Layout,
  volume: (drawn: NewVolume) => NewVolume = (drawn) => drawn,
): Promise<string> {
  const { tenantId, actor } = scope
  const { vdc, name, title, wanted, blueprint, boundaries, message } = layout
  const applicationId = await insertApplication(tx, { tenantId, vdcId: vdc.id, slug: name, title, wanted })
  const flat = await flattenDrawing(tx, blueprint)
  await insertRevision(tx, { tenantId, applicationId, blueprint, flat, message, actor })
  const images = await loadImages(tx, vdc.dataCenter.fabric)
  const { encryptionKey } = deps.settings
  const context: RowContext = { tenantId, vdcId: vdc.id, applicationId, slug: name, encryptionKey, boundaries, images }
  const instances = instancesOf(name, flat)
  await insertComponents(tx, componentRows(context, flat, instances))
  await insertVolumes(tx, volumeRows(context, flat, instances).map(volume))
  return applicationId
}
