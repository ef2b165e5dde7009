import type { z } from "zod"
import { tellChange } from "@/lib/blueprint"
import type { ScaleApplication } from "@/lib/schemas/application"
import type { OperationOut } from "@/lib/schemas/operation"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import { loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { blueprintOf } from "./application-store"
import { applyRevision } from "./apply-drawing"
import { lockedApplication, makeWay } from "./control-application"
import { drawWithSizes } from "./draw-application"
import { flattenDrawing } from "./flatten-drawing"
import { checkRoom } from "./quote-application"

export type ScaleInput = z.infer<typeof ScaleApplication>

/** New counts and sizes as a revision, applied: what is added starts, what is dropped goes, sizes change where they run. */
export const scaleApplication = (deps: Deps, scope: TenantScope, input: ScaleInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const row = await lockedApplication(tx, tenantId, input.applicationId)
    if (row.wanted === "deleted") throw new DomainError("conflict", `${row.slug} is being deleted.`)
    await makeWay(deps, tx, row, "refuse")
    refuseVolumeSizes(input)
    const before = blueprintOf(row)
    const boundaries = await loadBoundaries(tx)
    const after = drawWithSizes(before, input.components, boundaries)
    if (row.wanted === "running") await checkRoom(tx, tenantId, row.vdcId, after, row.id)
    const told = tellChange(before, after).map((c) => `${c.component} ${c.lines.join(", ")}`)
    const message = input.message || told.join("; ").slice(0, 200) || "Applied without changes"
    const { number, operation } = await applyRevision(deps, tx, scope, row, {
      blueprint: after,
      flat: await flattenDrawing(tx, after),
      message,
      boundaries,
      start: false,
    })
    await recordAudit(tx, scope, {
      action: "application.scale",
      subjectType: "application",
      subjectId: row.id,
      before: { revision: number - 1 },
      after: { revision: number, components: input.components },
    })
    return operation
  })

function refuseVolumeSizes({ components }: ScaleInput): void {
  const [name] = Object.entries(components).find(([, size]) => size.volumeGib !== undefined) ?? []
  if (name)
    throw new DomainError(
      "invalid",
      "The size of a volume is chosen when it is made. Change counts, cores and memory here.",
      `components.${name}.volumeGib`,
    )
}
