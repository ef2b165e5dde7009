import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { checkHealth } from "./check-health"
import type { EventFilter } from "./event-store"
import { listEvents } from "./list-events"

export { type NewEvent, recordEvent, recordEvents } from "./event-store"
export { aliveSince, beat } from "./health-store"
export { type Announcement, LiveChanges } from "./live-changes"

export const createMonitoring = (deps: Deps) => ({
  listEvents: (scope: TenantScope, filter: EventFilter, page: PageRequest) => listEvents(deps, scope, filter, page),
  checkHealth: () => checkHealth(deps),
})
