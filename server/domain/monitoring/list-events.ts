import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { type PageRequest, toPage } from "../page"
import { type EventFilter, findEvents } from "./event-store"

export const listEvents = (deps: Deps, scope: TenantScope, filter: EventFilter, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) => {
    const rows = await findEvents(tx, scope.tenantId, filter, page)
    return toPage(rows, page.limit, (row) => ({
      id: row.id,
      severity: row.severity,
      kind: row.kind,
      message: row.message,
      at: row.at.toISOString(),
      vdcId: row.vdcId,
      applicationId: row.applicationId,
      componentId: row.componentId,
    }))
  })
