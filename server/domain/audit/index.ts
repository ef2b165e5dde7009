import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { listAuditEvents } from "./list-audit-events"

export { type AuditEntry, recordAudit } from "./audit-store"

export const createAudit = (deps: Deps) => ({
  list: (scope: TenantScope, page: PageRequest) => listAuditEvents(deps, scope, page),
})
