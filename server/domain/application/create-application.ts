import type { z } from "zod"
import { instancesOf } from "@/lib/blueprint"
import type { CreateApplication } from "@/lib/schemas/application"
import type { OperationOut } from "@/lib/schemas/operation"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import { findTemplate, loadBoundaries, loadImages } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { queueOperation } from "../operation"
import { insertVolumes } from "../volume"
import { findLivingSlug, insertApplication, insertRevision, lockVdc } from "./application-store"
import { componentRows, type RowContext, volumeRows } from "./component-rows"
import { insertComponents } from "./component-store"
import { drawWithSizes } from "./draw-application"
import { checkRoom } from "./quote-application"

export type NewApplicationInput = z.infer<typeof CreateApplication>

/** Applications a VDC may have: a limit against scripts that run away, not against growth. */
const maxApplications = 200

/** The VDC and template that are asked for, locked, with every reason to refuse before anything is written. */
async function admit(tx: Tx, tenantId: string, input: NewApplicationInput) {
  const vdc = await lockVdc(tx, tenantId, input.vdcId)
  if (!vdc) throw notFound("virtual data center")
  if (vdc.state !== "active") {
    const message = `${vdc.name} is ${vdc.state}: applications can be made once it is active.`
    throw new DomainError("conflict", message, "vdcId")
  }
  const template = await findTemplate(tx, input.template)
  if (!template) {
    const message = "There is no such template. List the templates to see which there are."
    throw new DomainError("not_found", message, "template")
  }
  if (await findLivingSlug(tx, tenantId, vdc.id, input.name)) {
    const message = `${vdc.name} has an application called ${input.name} already. Choose another name.`
    throw new DomainError("conflict", message, "name")
  }
  if (vdc._count.applications >= maxApplications) {
    const message = `A virtual data center holds at most ${maxApplications} applications. Delete one that is not needed.`
    throw new DomainError("over_quota", message)
  }
  return { vdc, template }
}

/** Provisions a template: rows now, the operation that starts them in the same transaction. */
export const createApplication = (deps: Deps, scope: TenantScope, input: NewApplicationInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const { vdc, template } = await admit(tx, tenantId, input)
    const boundaries = await loadBoundaries(tx)
    const blueprint = drawWithSizes(template.blueprint, input.components, boundaries)
    if (input.start) await checkRoom(tx, tenantId, vdc.id, blueprint)
    const { name } = input
    const wanted = input.start ? "running" : "stopped"
    const application = { tenantId, vdcId: vdc.id, slug: name, title: input.title ?? name, wanted } as const
    const applicationId = await insertApplication(tx, application)
    const message = `Provisioned from ${template.name}`
    await insertRevision(tx, { tenantId, applicationId, blueprint, message, actor: scope.actor })
    const images = await loadImages(tx, vdc.dataCenter.fabric)
    const { encryptionKey } = deps.settings
    const context: RowContext = {
      tenantId,
      vdcId: vdc.id,
      applicationId,
      slug: name,
      encryptionKey,
      boundaries,
      images,
    }
    const instances = instancesOf(name, blueprint)
    await insertComponents(tx, componentRows(context, blueprint, instances))
    await insertVolumes(tx, volumeRows(context, blueprint, instances))
    await recordAudit(tx, scope, {
      action: "application.create",
      subjectType: "application",
      subjectId: applicationId,
      before: null,
      after: { name, template: template.slug, vdc: vdc.slug },
    })
    await recordEvent(tx, {
      tenantId,
      vdcId: vdc.id,
      applicationId,
      kind: "application.created",
      message: `${name} is provisioned from ${template.name}.`,
    })
    return queueOperation(tx, scope, {
      kind: "application.provision",
      subject: { type: "application", id: applicationId, name },
      vdcId: vdc.id,
      input: { start: input.start },
    })
  })
