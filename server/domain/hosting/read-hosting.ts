import type { ProviderScope } from "../access"
import type { Deps } from "../deps"
import { type PageRequest, toPage } from "../page"
import { countFreeNodes, findDataCenters, findMachineClasses, findPartners } from "./data-center-store"
import { findNodeOrdersAcrossTenants, type NodeOrderFilter } from "./node-order-store"
import { findNodesAcrossTenants, type NodeFilter } from "./node-store"
import { findTenants } from "./tenant-store"
import { toDataCenterOut, toMachineClassOut, toNodeOrderOut, toProviderNodeOut } from "./to-hosting-out"

/** For everybody: the landing page shows it too. A handful of rows, never paged. */
export async function listDataCenters(deps: Deps) {
  const [rows, free] = await Promise.all([findDataCenters(deps.db, deps.clock.now()), countFreeNodes(deps.db)])
  return { items: rows.map((row) => toDataCenterOut(row, free)), nextCursor: null }
}

export async function listMachineClasses(deps: Deps, _scope: ProviderScope) {
  return { items: (await findMachineClasses(deps.providerDb)).map(toMachineClassOut), nextCursor: null }
}

export async function listPartners(deps: Deps, _scope: ProviderScope) {
  const rows = await findPartners(deps.providerDb)
  const items = rows.map(({ total, assigned, down, ...partner }) => ({ ...partner, nodes: { total, assigned, down } }))
  return { items, nextCursor: null }
}

export async function listNodes(deps: Deps, _scope: ProviderScope, filter: NodeFilter, page: PageRequest) {
  return toPage(await findNodesAcrossTenants(deps.providerDb, filter, page), page.limit, toProviderNodeOut)
}

export async function listNodeOrders(deps: Deps, _scope: ProviderScope, filter: NodeOrderFilter, page: PageRequest) {
  return toPage(await findNodeOrdersAcrossTenants(deps.providerDb, filter, page), page.limit, toNodeOrderOut)
}

export async function listTenants(deps: Deps, _scope: ProviderScope, page: PageRequest) {
  return toPage(await findTenants(deps.providerDb, page), page.limit, (tenant) => ({
    ...tenant,
    createdAt: tenant.createdAt.toISOString(),
  }))
}
