import type { z } from "zod"
import type { CreateApplication } from "@/lib/schemas/application"
import type { OperationOut } from "@/lib/schemas/operation"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import { findTemplate, loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { recordEvent } from "../monitoring"
import { queueOperation } from "../operation"
import { drawWithSizes } from "./draw-application"
import { expectImages } from "./expect-images"
import { admitApplication, layOutApplication } from "./lay-out-application"
import { checkRoom } from "./quote-application"

export type NewApplicationInput = z.infer<typeof CreateApplication>

/** Provisions a template: rows now, the operation that starts them in the same transaction. */
export const createApplication = (deps: Deps, scope: TenantScope, input: NewApplicationInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const { name } = input
    const vdc = await admitApplication(tx, tenantId, input.vdcId, name)
    const template = await findTemplate(tx, input.template)
    if (!template) {
      const message = "There is no such template. List the templates to see which there are."
      throw new DomainError("not_found", message, "template")
    }
    const boundaries = await loadBoundaries(tx)
    const blueprint = drawWithSizes(template.blueprint, input.components, boundaries)
    await expectImages(tx, blueprint, vdc.dataCenter, "template")
    if (input.start) await checkRoom(tx, tenantId, vdc.id, blueprint)
    const applicationId = await layOutApplication(deps, tx, scope, {
      vdc,
      name,
      title: input.title ?? name,
      wanted: input.start ? "running" : "stopped",
      blueprint,
      boundaries,
      message: `Provisioned from ${template.name}`,
    })
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
