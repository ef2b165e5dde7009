import { inTenant, type ProviderScope, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { findOperation, findOperations, type OperationFilter, toOperationOut } from "./operation-store"

export { isFinal, mayMove, type OperationState } from "./core/operation-state"
export type { Progress, RunningOperation, Step, Workflow } from "./define-workflow"
export {
  cancelActiveOperations,
  closeStep,
  findActiveOperation,
  holdRunning,
  isOperationRunning,
  moveOperation,
  type NewOperation,
  openStep,
  queueOperation,
  tellStep,
  toOperationOut,
  unsafeOperationAcrossTenants,
  unsafeQueuedAcrossTenants,
} from "./operation-store"

export const createOperations = (deps: Deps) => ({
  list: (scope: TenantScope, filter: OperationFilter, page: PageRequest) =>
    inTenant(deps.db, scope, async (tx) =>
      toPage(await findOperations(tx, scope.tenantId, filter, page), page.limit, toOperationOut),
    ),
  get: (scope: TenantScope, operationId: string) =>
    inTenant(deps.db, scope, async (tx) => {
      const row = await findOperation(tx, scope.tenantId, operationId)
      if (!row) throw notFound("operation")
      return toOperationOut(row)
    }),
  /** All tenants': the provider's view. */
  listAll: async (_scope: ProviderScope, filter: OperationFilter, page: PageRequest) =>
    toPage(await findOperations(deps.providerDb, null, filter, page), page.limit, toOperationOut),
  getAny: async (_scope: ProviderScope, operationId: string) => {
    const row = await findOperation(deps.providerDb, null, operationId)
    if (!row) throw notFound("operation")
    return toOperationOut(row)
  },
})
