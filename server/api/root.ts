import { applicationRouter } from "./application/application-router"
import { componentRouter } from "./application/component-router"
import { invoicesRouter } from "./billing/invoices-router"
import { classRouter, templateRouter } from "./catalog/catalog-router"
import { dataCenterRouter } from "./hosting/data-center-router"
import { apiKeyRouter } from "./identity/api-key-router"
import { auditRouter } from "./identity/audit-router"
import { identityRouter } from "./identity/identity-router"
import { invitationRouter } from "./identity/invitation-router"
import { meRouter } from "./identity/me-router"
import { memberRouter } from "./identity/member-router"
import { sessionRouter } from "./identity/session-router"
import { usageRouter } from "./metering/usage-router"
import { eventRouter, liveRouter } from "./monitoring/event-router"
import { operationRouter } from "./operation/operation-router"
import { providerRouter } from "./provider/provider-router"
import { snapshotRouter } from "./snapshot/snapshot-router"
import { router } from "./trpc"
import { packageRouter } from "./vdc/package-router"
import { vdcRouter } from "./vdc/vdc-router"
import { volumeRouter } from "./volume/volume-router"

export const appRouter = router({
  me: meRouter,
  identity: identityRouter,
  sessions: sessionRouter,
  members: memberRouter,
  invitations: invitationRouter,
  apiKeys: apiKeyRouter,
  audit: auditRouter,
  packages: packageRouter,
  dataCenters: dataCenterRouter,
  vdcs: vdcRouter,
  templates: templateRouter,
  classes: classRouter,
  applications: applicationRouter,
  components: componentRouter,
  volumes: volumeRouter,
  snapshots: snapshotRouter,
  operations: operationRouter,
  events: eventRouter,
  live: liveRouter,
  provider: providerRouter,
  usage: usageRouter,
  invoices: invoicesRouter,
})
export type AppRouter = typeof appRouter
