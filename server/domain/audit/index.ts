import type { ProviderScope, TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { listAuditEvents, listProviderActs } from "./list-audit-events"

export { type AuditEntry, findActorNames, recordAudit } from "./audit-store"
export { listAccountEvents } from "./list-audit-events"

export const createAudit = (deps: Deps) => ({
  listOfProvider: (scope: ProviderScope, page: PageRequest) => listProviderActs(deps, scope, page),
  list: (scope: TenantScope, page: PageRequest) => listAuditEvents(deps, scope, page),
})
