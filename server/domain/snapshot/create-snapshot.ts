import type { z } from "zod"
import type { OperationOut } from "@/lib/schemas/operation"
import type { CreateSnapshot, SnapshotPreviewOut } from "@/lib/schemas/snapshot"
import { partPath } from "@/lib/snapshot-path"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import {
  blueprintOf,
  findApplication,
  findRates,
  findVolumesToCopy,
  hourlySnapshotPrice,
  lockedApplication,
  lockVdc,
  makeWay,
  monthlyMinor,
} from "../application"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { queueOperation } from "../operation"
import { type Fleet, loadFleet, planCopies } from "../placement"
import { insertVolumes, likeVolume, type NewVolume } from "../volume"
import { besideIt, insertSnapshot, namesOf } from "./snapshot-store"

/** Of one application: against scripts that run away, not against keeping what is needed. */
const mostPerApplication = 100

/** What there is to keep, and on which nodes it could be. */
async function plan(tx: Tx, tenantId: string, applicationId: string, fleet: Fleet) {
  const volumes = (await findVolumesToCopy(tx, tenantId, applicationId)).filter((v) => v.replicas.length > 0)
  return { volumes, copies: planCopies(fleet, volumes.map(besideIt)) }
}
type Planned = Awaited<ReturnType<typeof plan>>

/** Null: it can be made. */
function problemOf({ volumes, copies }: Planned, title: string): string | null {
  if (volumes.length === 0) return `${title} holds no data yet: there is nothing to keep.`
  const unfilled = volumes.find((v) => v.copyOfId !== null)
  if (unfilled) return `${unfilled.path} is still being copied itself. Wait until that is done.`
  if (copies.kind === "place") return null
  return `There is no room for it: ${copies.reason} Delete snapshots or volumes that are not needed, or add nodes.`
}

/** What would be kept and what that costs, and whether there is room, before anything is made. */
export const previewSnapshot = (
  deps: Deps,
  scope: TenantScope,
  applicationId: string,
): Promise<z.infer<typeof SnapshotPreviewOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const application = await findApplication(tx, tenantId, applicationId)
    if (!application) throw notFound("application")
    const { dataCenterId, id: vdcId } = application.vdc
    const planned = await plan(tx, tenantId, applicationId, await loadFleet(tx, vdcId))
    const tariff = (await findRates(tx, [dataCenterId], deps.clock.now())).get(dataCenterId)
    const sizeGib = planned.volumes.reduce((sum, v) => sum + v.sizeGib, 0)
    const hourly = hourlySnapshotPrice(tariff?.rates ?? {}, sizeGib)
    const problem = problemOf(planned, application.title)
    return {
      volumes: planned.volumes.map(({ path, sizeGib, replicas: [primary] }) => ({
        path,
        sizeGib,
        usedBytes: (primary?.usedBytes ?? 0n).toString(),
      })),
      sizeGib,
      currency: tariff?.currency ?? "EUR",
      hourlyMicros: hourly.toString(),
      monthlyMinor: monthlyMinor(hourly).toString(),
      fits: problem === null,
      problem,
    }
  })

async function expectName(tx: Tx, tenantId: string, applicationId: string, name: string): Promise<void> {
  const names = await namesOf(tx, tenantId, applicationId)
  if (names.includes(name))
    throw new DomainError("conflict", `There is a snapshot called ${name} already. Choose another name.`, "name")
  if (names.length >= mostPerApplication)
    throw new DomainError(
      "over_quota",
      `An application keeps at most ${mostPerApplication} snapshots. Delete one that is not needed.`,
    )
}

/** Rows of the snapshot now; the operation finds nodes for its data and waits until it has arrived. The application is not touched. */
export const createSnapshot = (
  deps: Deps,
  scope: TenantScope,
  input: z.infer<typeof CreateSnapshot>,
): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId, actor } = scope
    const { applicationId, name, note } = input
    const application = await lockedApplication(tx, tenantId, applicationId)
    const { slug, title, wanted } = application
    if (wanted === "deleted") throw new DomainError("conflict", `${slug} is being deleted.`)
    await makeWay(deps, tx, application, "refuse")
    const vdc = await lockVdc(tx, tenantId, application.vdcId)
    if (!vdc) throw notFound("virtual data center")
    await expectName(tx, tenantId, applicationId, name)
    const planned = await plan(tx, tenantId, applicationId, await loadFleet(tx, vdc.id))
    const { volumes, copies } = planned
    const problem = problemOf(planned, title)
    if (problem !== null) throw new DomainError(copies.kind === "place" ? "conflict" : "over_quota", problem)
    const blueprint = blueprintOf(application)
    const snapshotId = await insertSnapshot(tx, {
      tenantId,
      vdcId: vdc.id,
      applicationId,
      name,
      note,
      blueprint,
      actor,
    })
    await insertVolumes(
      tx,
      volumes.map(
        (v): NewVolume => ({
          ...likeVolume(v),
          applicationId: null,
          snapshotId,
          path: partPath(v.path, name),
          mirrored: false,
          copyOfId: v.id,
        }),
      ),
    )
    await recordAudit(tx, scope, {
      action: "snapshot.create",
      subjectType: "snapshot",
      subjectId: snapshotId,
      before: null,
      after: { name, of: slug, note },
    })
    await recordEvent(tx, {
      tenantId,
      vdcId: vdc.id,
      applicationId,
      kind: "snapshot.created",
      message: `The snapshot ${name} is taken of ${slug}.`,
    })
    return queueOperation(tx, scope, {
      kind: "snapshot.create",
      subject: { type: "snapshot", id: snapshotId, name: `${slug}@${name}` },
      vdcId: vdc.id,
      input: {},
    })
  })
