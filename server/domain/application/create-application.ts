import type { z } from "zod"
import { instancesOf } from "@/lib/blueprint"
import type { CreateApplication } from "@/lib/schemas/application"
import type { OperationOut } from "@/lib/schemas/operation"
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

/** Provisions a template: rows now, the operation that starts them in the same transaction. */
export const createApplication = (deps: Deps, scope: TenantScope, input: NewApplicationInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const vdc = await lockVdc(tx, tenantId, input.vdcId)
    if (!vdc) throw notFound("virtual data center")
    if (vdc.state !== "active")
      throw new DomainError("conflict", `${vdc.name} is ${vdc.state}: applications can be made once it is active.`, "vdcId")
    const template = await findTemplate(tx, input.template)
    if (!template) throw new DomainError("not_found", "There is no such template. List the templates to see which there are.", "template")
    if (await findLivingSlug(tx, tenantId, vdc.id, input.name))
      throw new DomainError("conflict", `${vdc.name} has an application called ${input.name} already. Choose another name.`, "name")
    if (vdc._count.applications >= maxApplications)
      throw new DomainError("over_quota", `A virtual data center holds at most ${maxApplications} applications. Delete one that is not needed.`)

    const boundaries = await loadBoundaries(tx)
    const blueprint = drawWithSizes(template.blueprint, input.components, boundaries)
    if (input.start) await checkRoom(tx, tenantId, vdc.id, blueprint)
    const applicationId = await insertApplication(tx, {
      tenantId,
      vdcId: vdc.id,
      slug: input.name,
      title: input.title ?? input.name,
      wanted: input.start ? "running" : "stopped",
    })
    await insertRevision(tx, { tenantId, applicationId, blueprint, message: `Provisioned from ${template.name}`, actor: scope.actor })
    const context: RowContext = {
      tenantId,
      vdcId: vdc.id,
      applicationId,
      slug: input.name,
      encryptionKey: deps.settings.encryptionKey,
      boundaries,
      images: await loadImages(tx, vdc.dataCenter.fabric),
    }
    const instances = instancesOf(input.name, blueprint)
    await insertComponents(tx, componentRows(context, blueprint, instances))
    await insertVolumes(tx, volumeRows(context, blueprint, instances))
    await recordAudit(tx, scope, {
      action: "application.create",
      subjectType: "application",
      subjectId: applicationId,
      before: null,
      after: { name: input.name, template: template.slug, vdc: vdc.slug },
    })
    await recordEvent(tx, { tenantId, vdcId: vdc.id, applicationId, kind: "application.created", message: `${input.name} is provisioned from ${template.name}.` })
    return queueOperation(tx, scope, {
      kind: "application.provision",
      subject: { type: "application", id: applicationId, name: input.name },
      vdcId: vdc.id,
      input: { start: input.start },
    })
  })
