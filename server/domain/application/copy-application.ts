import type { z } from "zod"
import type { Blueprint } from "@/lib/blueprint/document"
import type { CopyApplication, CopyPreviewOut, PreviewCopy } from "@/lib/schemas/application"
import type { OperationOut } from "@/lib/schemas/operation"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import { loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { queueOperation } from "../operation"
import { type NewVolume, samePlace } from "../volume"
import { blueprintOf, lockVdc } from "./application-store"
import { lockedApplication, makeWay } from "./control-application"
import { drawElsewhere } from "./copy-elsewhere"
import { expectApplication } from "./expect-application"
import { admitApplication, layOutApplication } from "./lay-out-application"
import { checkRoom, quoteDrawing } from "./quote-application"
import { findVolumesToCopy } from "./surroundings-store"

export type CopyInput = z.infer<typeof CopyApplication>
export type PreviewCopyInput = Omit<z.infer<typeof PreviewCopy>, "tenantId">

/** What a copy would hold and cost, and whether it fits, before anything is made. */
export const previewCopy = (
  deps: Deps,
  scope: TenantScope,
  { applicationId, vdcId }: PreviewCopyInput,
): Promise<z.infer<typeof CopyPreviewOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const row = await expectApplication(tx, tenantId, applicationId)
    const to = await lockVdc(tx, tenantId, vdcId ?? row.vdcId)
    if (!to) throw notFound("virtual data center")
    const volumes = await findVolumesToCopy(tx, tenantId, applicationId)
    const hasData = volumes.some((v) => v.replicas.length > 0)
    const way = { vdcId: row.vdcId, to, blueprint: blueprintOf(row), hasData, field: "applicationId" }
    return {
      ...(await quoteDrawing(tx, to, await drawElsewhere(tx, tenantId, way), deps.clock.now())),
      volumes: volumes.map((v) => ({
        path: v.path,
        sizeGib: v.sizeGib,
        mirrored: v.mirrored,
        usedBytes: (v.replicas[0]?.usedBytes ?? 0n).toString(),
      })),
    }
  })

/** A volume that one of a new application is filled from; `isEmpty`: nothing was ever written to it. `mirrored`: null as drawn. */
export type CopySource = {
  id: string
  componentName: string
  componentIndex: number
  name: string
  sizeGib: number
  mirrored: boolean | null
  content: string | null
  isEmpty: boolean
}
export type CopyOrigin = {
  /** Where it is. */
  vdcId: string
  blueprint: Blueprint
  volumes: readonly CopySource[]
  /** For people: `shop`, `the snapshot before-upgrade of shop`. */
  from: string
  /** Of the request, for a refusal that is about it. */
  field: string
}

/** As large as the one it is copied from; one that holds nothing yet is made as that one would be. */
function copiedFrom(sources: readonly CopySource[], drawn: NewVolume): NewVolume {
  const source = sources.find((s) => samePlace(s, drawn))
  if (!source) throw new DomainError("conflict", `There is no volume to copy for ${drawn.path}. Try again in a moment.`)
  const { id, sizeGib, mirrored, content, isEmpty } = source
  return { ...drawn, sizeGib, mirrored: mirrored ?? drawn.mirrored, content, copyOfId: isEmpty ? null : id }
}

/** Rows of an application like the origin now, and the operation that fills and starts it with them. */
export async function layOutCopy(
  deps: Deps,
  tx: Tx,
  scope: TenantScope,
  origin: CopyOrigin,
  input: { name: string; title?: string | undefined; vdcId?: string | undefined },
): Promise<OperationOut> {
  const { tenantId } = scope
  const { name, title = name } = input
  const { volumes, from } = origin
  const vdc = await admitApplication(tx, tenantId, input.vdcId ?? origin.vdcId, name)
  const boundaries = await loadBoundaries(tx)
  const hasData = volumes.some((v) => !v.isEmpty)
  const blueprint = await drawElsewhere(tx, tenantId, { ...origin, to: vdc, hasData })
  await checkRoom(tx, tenantId, vdc.id, blueprint)
  const layout = { vdc, name, title, wanted: "running", blueprint, boundaries, message: `Copied from ${from}` } as const
  const applicationId = await layOutApplication(deps, tx, scope, layout, (drawn) => copiedFrom(volumes, drawn))
  await recordAudit(tx, scope, {
    action: "application.copy",
    subjectType: "application",
    subjectId: applicationId,
    before: null,
    after: { name, of: from, vdc: vdc.slug },
  })
  await recordEvent(tx, {
    tenantId,
    vdcId: vdc.id,
    applicationId,
    kind: "application.copied",
    message: `${name} is copied from ${from}.`,
  })
  return queueOperation(tx, scope, {
    kind: "application.copy",
    subject: { type: "application", id: applicationId, name },
    vdcId: vdc.id,
    input: {},
  })
}

/** Another application like this one, with what its volumes hold, while it runs. */
export const copyApplication = (deps: Deps, scope: TenantScope, input: CopyInput): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const source = await lockedApplication(tx, tenantId, input.applicationId)
    if (source.wanted === "deleted") throw new DomainError("conflict", `${source.slug} is being deleted.`)
    await makeWay(deps, tx, source, "refuse")
    const volumes = await findVolumesToCopy(tx, tenantId, source.id)
    const origin: CopyOrigin = {
      vdcId: source.vdcId,
      blueprint: blueprintOf(source),
      volumes: volumes.map((v) => ({ ...v, isEmpty: v.replicas.length === 0 })),
      from: source.slug,
      field: "applicationId",
    }
    return layOutCopy(deps, tx, scope, origin, input)
  })
