import { applicationRouter } from "./application/application-router"
import { componentRouter } from "./application/component-router"
import { classRouter, templateRouter } from "./catalog/catalog-router"
import { eventRouter, liveRouter } from "./monitoring/event-router"
import { operationRouter } from "./operation/operation-router"
import { volumeRouter } from "./volume/volume-router"
import { invoicesRouter } from "./billing/invoices-router"
import { usageRouter } from "./metering/usage-router"
import { dataCenterRouter } from "./hosting/data-center-router"
import { providerRouter } from "./provider/provider-router"
import { packageRouter } from "./vdc/package-router"
import { vdcRouter } from "./vdc/vdc-router"
import { router } from "./trpc"

export const appRouter = router({
  packages: packageRouter,
  dataCenters: dataCenterRouter,
  vdcs: vdcRouter,
  templates: templateRouter,
  classes: classRouter,
  applications: applicationRouter,
  components: componentRouter,
  volumes: volumeRouter,
  operations: operationRouter,
  events: eventRouter,
  live: liveRouter,
  provider: providerRouter,
  usage: usageRouter,
  invoices: invoicesRouter,
})
export type AppRouter = typeof appRouter
