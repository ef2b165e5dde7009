import type { z } from "zod"
import type { CreatePackage, UpdatePackage } from "@/lib/schemas/hosting"
import type { ProviderScope, TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { closeVdc, emptyNodes, emptyTrash, finishClosing, giveNodesBack, untilEmpty } from "./close-vdc"
import { createVdc, type VdcOrder } from "./create-vdc"
import { listPackages } from "./list-packages"
import { createPackage, listPackagesForProvider, updatePackage } from "./offer-packages"
import { activateVdc, switchOn, takeNodes } from "./provision-vdc"
import { getVdc, listVdcNodes, listVdcs, nodeLoss } from "./read-vdcs"

export { type Ha, type HaSnapshot, survivesAnyNodeLoss } from "./core/ha"
export { nextVdcState, type VdcEvent, type VdcState } from "./core/vdc-state"
export { maxVdcs } from "./create-vdc"
export type { TakenNodes } from "./provision-vdc"

type VdcRef = { tenantId: string; vdcId: string }

export const createVdcs = (deps: Deps) => ({
  listPackages: () => listPackages(deps),
  listPackagesForProvider: (scope: ProviderScope) => listPackagesForProvider(deps, scope),
  createPackage: (scope: ProviderScope, input: z.output<typeof CreatePackage>) => createPackage(deps, scope, input),
  updatePackage: (scope: ProviderScope, input: z.output<typeof UpdatePackage>) => updatePackage(deps, scope, input),
  list: (scope: TenantScope, page: PageRequest) => listVdcs(deps, scope, page),
  get: (scope: TenantScope, vdcId: string) => getVdc(deps, scope, vdcId),
  nodes: (scope: TenantScope, vdcId: string, page: PageRequest) => listVdcNodes(deps, scope, vdcId, page),
  nodeLoss: (scope: TenantScope, vdcId: string, nodeId: string) => nodeLoss(deps, scope, vdcId, nodeId),
  create: (scope: TenantScope, order: VdcOrder) => createVdc(deps, scope, order),
  close: (scope: TenantScope, vdcId: string) => closeVdc(deps, scope, vdcId),
})

/** Steps of the worker's operations `vdc.provision` and `vdc.close`: each may be repeated. */
export const createVdcActs = (deps: Deps) => ({
  takeNodes: (vdc: VdcRef) => takeNodes(deps, vdc),
  switchOn: (vdc: VdcRef, signal: AbortSignal) => switchOn(deps, vdc, signal),
  activate: (vdc: VdcRef) => activateVdc(deps, vdc),
  emptyTrash: (vdc: VdcRef) => emptyTrash(deps, vdc),
  untilEmpty: (vdc: VdcRef) => untilEmpty(deps, vdc),
  giveNodesBack: (vdc: VdcRef) => giveNodesBack(deps, vdc),
  emptyNodes: (vdc: VdcRef, signal: AbortSignal) => emptyNodes(deps, vdc, signal),
  finishClosing: (vdc: VdcRef) => finishClosing(deps, vdc),
})
