import type { z } from "zod"
import type { NodeLossOut } from "@/lib/schemas/hosting"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, pageQuery, toPage } from "../page"
import { survivesAnyNodeLoss } from "./core/ha"
import { fatesWithout, sizeText } from "./core/node-loss"
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

/** What would stop, and where it would start again, if a node were lost now. Nothing is done to it. */
export const nodeLoss = (
  deps: Deps,
  scope: TenantScope,
  vdcId: string,
  nodeId: string,
): Promise<z.infer<typeof NodeLossOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    if (!(await findVdc(tx, tenantId, vdcId))) throw notFound("virtual data center")
    const snapshot = toHaSnapshot(await findParts(tx, tenantId, vdcId), await findPlacementRules(tx, tenantId, vdcId))
    const node = snapshot.nodes.find((each) => each.id === nodeId)
    if (!node) throw notFound("node")
    const fates = fatesWithout(snapshot, nodeId)
    return {
      node: { id: node.id, name: node.name },
      components: fates.map(({ component, to, isDataLost, why }) => ({
        id: component.id,
        path: component.path,
        to,
        isDataLost,
        reason: to
          ? `${to.name} has room for it (${sizeText(component)})${hasData(snapshot, component.id) ? " and a copy of its data" : ""}.`
          : `It fits on no other node (${sizeText(component)})${why}.`,
      })),
    }
  })

const hasData = ({ volumes }: ReturnType<typeof toHaSnapshot>, componentId: string): boolean =>
  volumes.some((v) => v.componentId === componentId)
