import type { Permission } from "@/lib/permissions"
import { type Caller, openProvider, openTenant } from "./domain/access"
import { createApplications, createComponentActs } from "./domain/application"
import { createAudit } from "./domain/audit"
import { createBilling } from "./domain/billing"
import { createCatalog } from "./domain/catalog"
import type { Deps } from "./domain/deps"
import { createHosting } from "./domain/hosting"
import { createIdentity } from "./domain/identity"
import { createMetering } from "./domain/metering"
import { createMonitoring, type LiveChanges } from "./domain/monitoring"
import { createOperations } from "./domain/operation"
import { createSnapshotActs, createSnapshots } from "./domain/snapshot"
import { createVdcActs, createVdcs } from "./domain/vdc"
import { createVolumes } from "./domain/volume"

/** Wiring: the only place that knows all domains. */
export function buildServices(deps: Deps, live: LiveChanges) {
  return {
    deps,
    live,
    access: {
      openTenant: (caller: Caller, tenantId: string | undefined, permission: Permission) =>
        openTenant(deps.db, caller, tenantId, permission),
      openProvider,
    },
    applications: createApplications(deps),
    audit: createAudit(deps),
    identity: createIdentity(deps),
    catalog: createCatalog(deps),
    components: createComponentActs(deps),
    monitoring: createMonitoring(deps),
    operations: createOperations(deps),
    snapshots: createSnapshots(deps),
    snapshotActs: createSnapshotActs(deps),
    volumes: createVolumes(deps),
    metering: createMetering(deps),
    billing: createBilling(deps),
    hosting: createHosting(deps),
    vdcs: createVdcs(deps),
    vdcActs: createVdcActs(deps),
  }
}
export type Services = ReturnType<typeof buildServices>
