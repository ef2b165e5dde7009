import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { componentLogs } from "./component-logs"
import { controlApplication, controlComponent } from "./control-application"
import { createApplication, type NewApplicationInput } from "./create-application"
import { type QuoteInput, quoteApplication } from "./quote-application"
import { getApplication, getComponent, listApplications } from "./read-applications"
import { type ScaleInput, scaleApplication } from "./scale-application"

export { createComponentActs, type Wave } from "./component-acts"
export * from "./reconcile"

export const createApplications = (deps: Deps) => ({
  list: (scope: TenantScope, vdcId: string | undefined, page: PageRequest) =>
    listApplications(deps, scope, vdcId, page),
  get: (scope: TenantScope, applicationId: string) => getApplication(deps, scope, applicationId),
  quote: (scope: TenantScope, input: QuoteInput) => quoteApplication(deps, scope, input),
  create: (scope: TenantScope, input: NewApplicationInput) => createApplication(deps, scope, input),
  start: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "start"),
  stop: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "stop"),
  restart: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "restart"),
  delete: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "delete"),
  scale: (scope: TenantScope, input: ScaleInput) => scaleApplication(deps, scope, input),
  getComponent: (scope: TenantScope, componentId: string) => getComponent(deps, scope, componentId),
  controlComponent: (scope: TenantScope, componentId: string, act: "start" | "stop" | "restart") =>
    controlComponent(deps, scope, componentId, act),
  componentLogs: (
    scope: TenantScope,
    input: { componentId: string; after?: string | undefined; limit: number },
    signal: AbortSignal,
  ) => componentLogs(deps, scope, input, signal),
})
