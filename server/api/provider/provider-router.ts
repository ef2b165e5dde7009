import { periodsRouter } from "../billing/periods-router"
import { router } from "../trpc"
import { providerClustersRouter } from "./clusters-router"
import { providerNodeOrdersRouter, providerNodesRouter, providerPlacesRouter } from "./inventory-router"
import { providerAuditRouter, providerOperationsRouter } from "./operations-router"
import { providerPackagesRouter } from "./packages-router"

/** For provider staff and the provider's key alone. */
export const providerRouter = router({
  ...providerPlacesRouter,
  clusters: providerClustersRouter,
  packages: providerPackagesRouter,
  nodes: providerNodesRouter,
  nodeOrders: providerNodeOrdersRouter,
  audit: providerAuditRouter,
  operations: providerOperationsRouter,
  periods: periodsRouter,
})
