import type { ProviderScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { addNodes } from "./add-nodes"
import { type ConnectInput, connectCluster } from "./connect-cluster"
import { disconnectCluster } from "./disconnect-cluster"
import { drainNode, previewDrain, undrainNode } from "./drain-node"
import { fulfilNodeOrder } from "./fulfil-node-order"
import type { NodeOrderFilter } from "./node-order-store"
import type { NodeFilter } from "./node-store"
import { powerOffNode, powerOnNode } from "./power-node"
import { type ProbeInput, prepareIdentity, probeCluster } from "./probe-cluster"
import { getCluster, listClusters, listMembers } from "./read-clusters"
import {
  listDataCenters,
  listMachineClasses,
  listNodeOrders,
  listNodes,
  listPartners,
  listTenants,
} from "./read-hosting"
import { type UpdateInput, updateCluster } from "./update-cluster"

export { type AssignOutcome, assignNodes, type NodeDemand } from "./assign-nodes"
export { type LoadedCluster, loadClusterAccess } from "./cluster-access"
export { findClusterIds } from "./cluster-store"
export type { Claims } from "./core/fair-share"
export { type NodeEvent, type NodeState, nextNodeState, nodeStatesBefore } from "./core/node-state"
export { findDataCenter, findMachineClass, idOrSlug } from "./data-center-store"
export { cancelNodeOrders } from "./node-order-store"
export { lockInventory, moveNodes } from "./node-store"
export { type NodeOrder, orderNodes } from "./order-nodes"
export { nodeSpecOf } from "./power-node"
export { emptyReleasedNodes, releaseNodes } from "./release-nodes"
export { switchOnNodes } from "./switch-on-nodes"
export { syncMembers } from "./sync-members"
export { toMachineClassOut } from "./to-hosting-out"
export { followCluster, watchCluster } from "./watch-cluster"

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
  drainPreview: (scope: ProviderScope, nodeId: string) => previewDrain(deps, scope, nodeId),
  drain: (scope: ProviderScope, nodeId: string, reason: string) => drainNode(deps, scope, nodeId, reason),
  undrain: (scope: ProviderScope, nodeId: string) => undrainNode(deps, scope, nodeId),
  listNodeOrders: (scope: ProviderScope, filter: NodeOrderFilter, page: PageRequest) =>
    listNodeOrders(deps, scope, filter, page),
  fulfilNodeOrder: (scope: ProviderScope, nodeOrderId: string) => fulfilNodeOrder(deps, scope, nodeOrderId),
  listTenants: (scope: ProviderScope, page: PageRequest) => listTenants(deps, scope, page),
  listClusters: (scope: ProviderScope) => listClusters(deps, scope),
  getCluster: (scope: ProviderScope, clusterId: string) => getCluster(deps, scope, clusterId),
  listClusterMembers: (scope: ProviderScope, clusterId: string) => listMembers(deps, scope, clusterId),
  prepareIdentity: (scope: ProviderScope) => prepareIdentity(deps, scope),
  probeCluster: (scope: ProviderScope, input: ProbeInput) => probeCluster(deps, scope, input),
  connectCluster: (scope: ProviderScope, input: ConnectInput) => connectCluster(deps, scope, input),
  updateCluster: (scope: ProviderScope, input: UpdateInput) => updateCluster(deps, scope, input),
  disconnectCluster: (scope: ProviderScope, clusterId: string) => disconnectCluster(deps, scope, clusterId),
})
