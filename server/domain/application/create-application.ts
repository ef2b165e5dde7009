import type { z } from "zod"
import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { CreateApplication } from "@/lib/schemas/application"
import type { DrawApplication } from "@/lib/schemas/drawing"
import type { OperationOut } from "@/lib/schemas/operation"
import type { Tx } from "@/server/db"
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
export type DrawInput = z.infer<typeof DrawApplication>

type Origin = {
  /** What it is made from, in the words of its history: "Scalable web application". */
  from: string
  /** The field of the input that a class without an image is the fault of. */
  field: string
  audit: Record<string, string>
}

/** `title`: what the drawing itself is called, where nobody says otherwise. */
type Drawn = { blueprint: Blueprint; title?: string | undefined; origin: Origin }

/** Lays a drawing out in the VDC and queues what starts it. Throws `invalid`, `over_quota`, `conflict`. */
export async function provisionDrawing(
  deps: Deps,
  tx: Tx,
  scope: TenantScope,
  input: { vdcId: string; name: string; title?: string | undefined; start: boolean },
  draw: (boundaries: Record<string, ClassBoundary>) => Promise<Drawn>,
): Promise<OperationOut> {
  const { tenantId } = scope
  const { name } = input
  const vdc = await admitApplication(tx, tenantId, input.vdcId, name)
  const boundaries = await loadBoundaries(tx)
  const { blueprint, title, origin } = await draw(boundaries)
  await expectImages(tx, blueprint, vdc.dataCenter, origin.field)
  if (input.start) await checkRoom(tx, tenantId, vdc.id, blueprint)
  const applicationId = await layOutApplication(deps, tx, scope, {
    vdc,
    name,
    title: input.title ?? title ?? name,
    wanted: input.start ? "running" : "stopped",
    blueprint,
    boundaries,
    message: `Provisioned from ${origin.from}`,
  })
  await recordAudit(tx, scope, {
    action: "application.create",
    subjectType: "application",
    subjectId: applicationId,
    before: null,
    after: { name, ...origin.audit, vdc: vdc.slug },
  })
  await recordEvent(tx, {
    tenantId,
    vdcId: vdc.id,
    applicationId,
    kind: "application.created",
    message: `${name} is provisioned from ${origin.from}.`,
  })
  return queueOperation(tx, scope, {
    kind: "application.provision",
    subject: { type: "application", id: applicationId, name },
    vdcId: vdc.id,
    input: { start: input.start },
  })
}

/** An application with nothing drawn yet: the board is where it becomes one. */
export const drawApplication = (deps: Deps, scope: TenantScope, input: DrawInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, (tx) =>
    provisionDrawing(deps, tx, scope, { ...input, start: false }, async () => ({
      blueprint: { format: 1, components: [], connections: [] },
      origin: { from: "an empty board", field: "name", audit: { drawing: "empty" } },
    })),
  )

/** Provisions a template: rows now, the operation that starts them in the same transaction. */
export const createApplication = (deps: Deps, scope: TenantScope, input: NewApplicationInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, (tx) =>
    provisionDrawing(deps, tx, scope, input, async (boundaries) => {
      const template = await findTemplate(tx, input.template)
      if (!template) {
        const message = "There is no such template. List the templates to see which there are."
        throw new DomainError("not_found", message, "template")
      }
      return {
        blueprint: drawWithSizes(template.blueprint, input.components, boundaries),
        origin: { from: template.name, field: "template", audit: { template: template.slug } },
      }
    }),
  )
