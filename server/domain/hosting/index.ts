import type { ProviderScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { addNodes } from "./add-nodes"
import { fulfilNodeOrder } from "./fulfil-node-order"
import type { NodeOrderFilter } from "./node-order-store"
import type { NodeFilter } from "./node-store"
import { powerOffNode, powerOnNode } from "./power-node"
import {
  listDataCenters,
  listMachineClasses,
  listNodeOrders,
  listNodes,
  listPartners,
  listTenants,
} from "./read-hosting"

export { type AssignOutcome, assignNodes, type NodeDemand } from "./assign-nodes"
export type { Claims } from "./core/fair-share"
export { type NodeEvent, type NodeState, nextNodeState, nodeStatesBefore } from "./core/node-state"
export { findDataCenter, idOrSlug } from "./data-center-store"
export { cancelNodeOrders } from "./node-order-store"
export { lockInventory, moveNodes } from "./node-store"
export { type NodeOrder, orderNodes } from "./order-nodes"
export { nodeSpecOf } from "./power-node"
export { emptyReleasedNodes, releaseNodes } from "./release-nodes"
export { switchOnNodes } from "./switch-on-nodes"
export { toMachineClassOut } from "./to-hosting-out"

export const createHosting = (deps: Deps) => ({
  listDataCenters: () => listDataCenters(deps),
  listMachineClasses: (scope: ProviderScope) => listMachineClasses(deps, scope),
  listPartners: (scope: ProviderScope) => listPartners(deps, scope),
  listNodes: (scope: ProviderScope, filter: NodeFilter, page: PageRequest) => listNodes(deps, scope, filter, page),
  addNodes: (
    scope: ProviderScope,
    input: { dataCenterId: string; machineClass: string; count: number; rack?: string | undefined },
  ) => addNodes(deps, scope, input),
  powerOff: (scope: ProviderScope, nodeId: string) => powerOffNode(deps, scope, nodeId),
  powerOn: (scope: ProviderScope, nodeId: string) => powerOnNode(deps, scope, nodeId),
  listNodeOrders: (scope: ProviderScope, filter: NodeOrderFilter, page: PageRequest) =>
    listNodeOrders(deps, scope, filter, page),
  fulfilNodeOrder: (scope: ProviderScope, nodeOrderId: string) => fulfilNodeOrder(deps, scope, nodeOrderId),
  listTenants: (scope: ProviderScope, page: PageRequest) => listTenants(deps, scope, page),
})
