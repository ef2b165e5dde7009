import { inTenant, systemScope } from "../access"
import type { Deps } from "../deps"
import type { RunningOperation } from "../operation"
import { lockFleet, planCopies } from "../placement"
import { insertPrimary } from "../volume"
import { isWhole } from "./read-snapshots"
import { findSnapshot, primaryNodes } from "./snapshot-store"

/** Gives its volumes nodes, all or none; true once they have, else why not. One that was deleted meanwhile needs none. */
export const untilPlaced = (deps: Deps, { tenantId, subjectId }: RunningOperation): Promise<true | string> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    const row = await findSnapshot(tx, tenantId, subjectId)
    const homeless = row?.volumes.filter((v) => v.replicas.length === 0) ?? []
    if (!row || row.deletedAt || homeless.length === 0) return true
    const sources = homeless.flatMap((v) => v.copyOfId ?? [])
    const nodes = await primaryNodes(tx, tenantId, sources)
    const demands = homeless.map((v) => ({
      path: v.path,
      sizeGib: v.sizeGib,
      fromNodeId: nodes.get(v.copyOfId ?? "") ?? null,
    }))
    const copies = planCopies(await lockFleet(tx, row.vdcId), demands)
    if (copies.kind === "unplaceable") return copies.reason
    for (const [at, { id: volumeId }] of homeless.entries())
      await insertPrimary(tx, { tenantId, volumeId, nodeId: copies.nodeIds[at] ?? "" })
    return true
  })

/** True once all of it has arrived, else what is still under way. One that was deleted meanwhile is waited for no longer. */
export const untilWhole = (deps: Deps, { tenantId, subjectId }: RunningOperation): Promise<true | string> =>
  inTenant(deps.db, systemScope(tenantId), async (tx) => {
    const row = await findSnapshot(tx, tenantId, subjectId)
    const missing = !row || row.deletedAt ? [] : row.volumes.filter((v) => !isWhole(v))
    const [first] = missing
    if (!row || !first) return true
    const done = row.volumes.length - missing.length
    return `${done} of ${row.volumes.length} volumes done; ${first.path} (${first.sizeGib} GiB) is being copied`
  })
