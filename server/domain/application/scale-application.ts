import type { z } from "zod"
import type { Blueprint } from "@/lib/blueprint/document"
import type { ScaleApplication } from "@/lib/schemas/application"
import type { OperationOut } from "@/lib/schemas/operation"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import { loadBoundaries, loadImages } from "../catalog"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { queueOperation } from "../operation"
import { insertVolumes } from "../volume"
import { type ApplicationRow, blueprintOf, insertRevision, lockVdc } from "./application-store"
import { componentRows, instanceChanges, volumeRows } from "./component-rows"
import { insertComponents, resizeComponents, wakeReconcile } from "./component-store"
import { lockedApplication, makeWay } from "./control-application"
import { drawWithSizes } from "./draw-application"
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
    const { added, removed } = instanceChanges(row.slug, before, after)
    const vdc = await lockVdc(tx, tenantId, row.vdcId)
    const context = {
      tenantId,
      vdcId: row.vdcId,
      applicationId: row.id,
      slug: row.slug,
      encryptionKey: deps.settings.encryptionKey,
      boundaries,
      images: await loadImages(tx, vdc?.dataCenter.fabric ?? "embedded"),
    }
    await insertComponents(tx, componentRows(context, after, added))
    await insertVolumes(tx, volumeRows(context, after, added))
    await resize(tx, row, before, after)
    const message = input.message || describe(before, after)
    const number = await insertRevision(tx, {
      tenantId,
      applicationId: row.id,
      blueprint: after,
      message,
      actor: scope.actor,
    })
    await wakeReconcile(tx, row.vdcId)
    await recordAudit(tx, scope, {
      action: "application.scale",
      subjectType: "application",
      subjectId: row.id,
      before: { revision: number - 1 },
      after: { revision: number, components: input.components },
    })
    const removedIds = row.components
      .filter((c) => removed.some((r) => r.name === c.name && r.index === c.index))
      .map((c) => c.id)
    return queueOperation(tx, scope, {
      kind: "application.apply",
      subject: { type: "application", id: row.id, name: row.slug },
      vdcId: row.vdcId,
      input: { removedIds, running: row.wanted === "running" },
    })
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

async function resize(tx: Tx, row: ApplicationRow, before: Blueprint, after: Blueprint): Promise<void> {
  for (const component of after.components) {
    const old = before.components.find((c) => c.name === component.name)
    const { cpuMillis, memoryMib } = component.resources
    if (old && old.resources.cpuMillis === cpuMillis && old.resources.memoryMib === memoryMib) continue
    const ids = row.components.filter((c) => c.name === component.name).map((c) => c.id)
    await resizeComponents(tx, { tenantId: row.tenantId, ids, cpuMillis, memoryMib })
  }
}

/** "web 2 → 4, db 512 → 1024 MiB" */
function describe(before: Blueprint, after: Blueprint): string {
  const parts = after.components.flatMap((c) => {
    const old = before.components.find((o) => o.name === c.name)
    if (!old) return [`${c.name} added`]
    return [
      ...(old.count === c.count ? [] : [`${c.name} ${old.count} → ${c.count}`]),
      ...(old.resources.cpuMillis === c.resources.cpuMillis
        ? []
        : [`${c.name} ${old.resources.cpuMillis / 1000} → ${c.resources.cpuMillis / 1000} cores`]),
      ...(old.resources.memoryMib === c.resources.memoryMib
        ? []
        : [`${c.name} ${old.resources.memoryMib} → ${c.resources.memoryMib} MiB`]),
    ]
  })
  return parts.length > 0 ? parts.join(", ") : "Applied without changes"
}
