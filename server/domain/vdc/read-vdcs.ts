import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, pageQuery, toPage } from "../page"
import { survivesAnyNodeLoss } from "./core/ha"
import { findNodesPage, findParts, findPlacementRules, toHaSnapshot } from "./snapshot-store"
import { toVdcDetailOut, toVdcNodeOut, toVdcOut } from "./to-vdc-out"
import { findVdc, findVdcs } from "./vdc-store"

export const listVdcs = (deps: Deps, scope: TenantScope, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) => toPage(await findVdcs(tx, scope.tenantId, page), page.limit, toVdcOut))

export const getVdc = (deps: Deps, scope: TenantScope, vdcId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await findVdc(tx, scope.tenantId, vdcId)
    if (!row) throw notFound("virtual data center")
    const parts = await findParts(tx, scope.tenantId, vdcId)
    const rules = await findPlacementRules(tx, scope.tenantId, vdcId)
    const ha = survivesAnyNodeLoss(toHaSnapshot(parts, rules))
    return toVdcDetailOut(row, parts, ha, deps.clock.now().getTime())
  })

export const listVdcNodes = (deps: Deps, scope: TenantScope, vdcId: string, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) => {
    pageQuery(page)
    if (!(await findVdc(tx, scope.tenantId, vdcId))) throw notFound("virtual data center")
    const parts = await findNodesPage(tx, scope.tenantId, vdcId, page)
    const rows = parts.assignments.map((assignment) => ({ id: assignment.nodeId, assignment }))
    return toPage(rows, page.limit, ({ assignment }) => toVdcNodeOut(assignment, parts))
  })
