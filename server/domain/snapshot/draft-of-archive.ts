import type { z } from "zod"
import { fabricNames } from "@/lib/fabric"
import { newId } from "@/lib/ids"
import type { ArchiveManifest, ImportArchive } from "@/lib/schemas/archive"
import { partPath } from "@/lib/snapshot-path"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { lockVdc, volumesOfDrawing } from "../application"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { queueOperation } from "../operation"
import { loadFleet, planCopies } from "../placement"
import { insertVolumes, type NewVolume } from "../volume"
import { insertSnapshot, namesOfArchives } from "./snapshot-store"

/** Of one virtual data center: against scripts that run away, not against keeping what is needed. */
const mostPerVdc = 100

/** Rows of what is being received: the snapshot, and where each folder of its archive goes. */
export type Draft = {
  id: string
  dataCenter: { id: string; fabric: "embedded" | "lxd" }
  volumes: { volumeId: string; folder: string }[]
}

type Part = { id: string; folder: string; row: NewVolume }

/** The volumes it brings, each one that its drawing has a place for. */
function partsOf(manifest: ArchiveManifest, drawn: readonly NewVolume[], name: string): Part[] {
  const folders = new Set(manifest.volumes.map(({ folder }) => folder))
  if (folders.size !== manifest.volumes.length) throw bad("two of its volumes have one folder")
  const places = new Set<NewVolume>()
  const parts = manifest.volumes.map(({ folder, component, index, name: volume, sizeGib }) => {
    const place = drawn.find((v) => v.componentName === component && v.componentIndex === index && v.name === volume)
    if (!place || places.has(place))
      throw bad(`its drawing has no place for the volume ${component}[${index}].${volume}`)
    places.add(place)
    const row = { ...place, sizeGib, mirrored: false, content: null, path: partPath(place.path, name) }
    return { id: newId(), folder, row }
  })
  if (parts.length === 0) throw bad("it has no volumes, so there is nothing to keep")
  return parts
}

const bad = (why: string) => new DomainError("invalid", `This is no archive that can be imported: ${why}.`, "archive")

async function expectName(tx: Tx, tenantId: string, vdcId: string, name: string): Promise<void> {
  const names = await namesOfArchives(tx, tenantId, vdcId)
  if (names.includes(name))
    throw new DomainError(
      "conflict",
      `There is an imported snapshot called ${name} already. Choose another name.`,
      "name",
    )
  if (names.length >= mostPerVdc)
    throw new DomainError(
      "over_quota",
      `A virtual data center keeps at most ${mostPerVdc} imported snapshots. Delete one that is not needed.`,
    )
}

/** Rows of a snapshot that is to come, and the operation that finds nodes for it and waits for it. Refuses what could not be used here. */
export const admitArchive = (
  deps: Deps,
  scope: TenantScope,
  { vdcId, name, note }: z.infer<typeof ImportArchive>,
  manifest: ArchiveManifest,
): Promise<Draft> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId, actor } = scope
    const vdc = await lockVdc(tx, tenantId, vdcId)
    if (!vdc) throw notFound("virtual data center")
    if (vdc.state !== "active") throw new DomainError("conflict", `${vdc.name} is ${vdc.state}.`, "vdcId")
    const { dataCenter } = vdc
    if (manifest.fabric !== dataCenter.fabric)
      throw new DomainError(
        "invalid",
        `Its data is of ${fabricNames[manifest.fabric]} machines, and ${dataCenter.name} has ${fabricNames[dataCenter.fabric]} ones. Import it into another virtual data center.`,
        "archive",
      )
    await expectName(tx, tenantId, vdcId, name)
    const { name: slug, title } = manifest.application
    const components = manifest.drawing.components.map((component) => ({ ...component, pin: [] }))
    const blueprint = { ...manifest.drawing, components }
    const parts = partsOf(manifest, await volumesOfDrawing(tx, { tenantId, vdc, slug, blueprint }), name)
    const demands = parts.map(({ row }) => ({ path: row.path, sizeGib: row.sizeGib, fromNodeId: null }))
    const copies = planCopies(await loadFleet(tx, vdc.id), demands)
    if (copies.kind === "unplaceable")
      throw new DomainError(
        "over_quota",
        `There is no room for it: ${copies.reason} Delete snapshots or volumes that are not needed, or add nodes.`,
      )
    const origin = { applicationId: null, originSlug: slug, originTitle: title, receivingAt: deps.clock.now() }
    const id = await insertSnapshot(tx, { tenantId, vdcId, ...origin, name, note, blueprint, actor })
    await insertVolumes(
      tx,
      parts.map((part) => ({ ...part.row, id: part.id, snapshotId: id })),
    )
    await recordAudit(tx, scope, {
      action: "snapshot.import",
      subjectType: "snapshot",
      subjectId: id,
      before: null,
      after: { name, of: slug, note },
    })
    await recordEvent(tx, {
      tenantId,
      vdcId,
      kind: "snapshot.importing",
      message: `The snapshot ${name} of ${slug} is being imported.`,
    })
    const subject = { type: "snapshot", id, name: `${slug}@${name}` } as const
    await queueOperation(tx, scope, { kind: "snapshot.import", subject, vdcId, input: {} })
    return { id, dataCenter, volumes: parts.map(({ id: volumeId, folder }) => ({ volumeId, folder })) }
  })
