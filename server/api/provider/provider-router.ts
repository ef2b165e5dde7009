import { periodsRouter } from "../billing/periods-router"
import { router } from "../trpc"
import { providerNodeOrdersRouter, providerNodesRouter, providerPlacesRouter } from "./inventory-router"
import { providerOperationsRouter } from "./operations-router"

/** For provider staff and the provider's key alone. */
export const providerRouter = router({
  ...providerPlacesRouter,
  nodes: providerNodesRouter,
  nodeOrders: providerNodeOrdersRouter,
  operations: providerOperationsRouter,
  periods: periodsRouter,
})
