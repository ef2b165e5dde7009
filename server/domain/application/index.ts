import type { z } from "zod"
import type { Exec } from "@/lib/schemas/exec"
import type { TerminalSize } from "@/server/fabric/fabric-driver"
import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { componentLogs } from "./component-logs"
import { controlApplication, controlComponent } from "./control-application"
import { type CopyInput, copyApplication, type PreviewCopyInput, previewCopy } from "./copy-application"
import { createApplication, type NewApplicationInput } from "./create-application"
import {
  type CheckDescriptorInput,
  checkDescriptor,
  describeApplication,
  type ImportDescriptorInput,
  importDescriptor,
} from "./descriptor"
import { execInComponent } from "./exec-in-component"
import { openConsole } from "./open-console"
import { type QuoteInput, quoteApplication } from "./quote-application"
import { getApplication, getComponent, listApplications } from "./read-applications"
import { type ScaleInput, scaleApplication } from "./scale-application"

// What snapshots are made of, and made into.
export { findApplication, lockVdc, setApplicationWanted } from "./application-store"
export { createComponentActs, type Wave } from "./component-acts"
export { lockedApplication, makeWay } from "./control-application"
export { layOutCopy } from "./copy-application"
export { hourlySnapshotPrice, monthlyMinor } from "./core/price"
export * from "./reconcile"
export { findRates, findVolumesToCopy } from "./surroundings-store"
export { volumesOfDrawing } from "./volumes-of-drawing"

export const createApplications = (deps: Deps) => ({
  list: (scope: TenantScope, vdcId: string | undefined, page: PageRequest) =>
    listApplications(deps, scope, vdcId, page),
  get: (scope: TenantScope, applicationId: string) => getApplication(deps, scope, applicationId),
  quote: (scope: TenantScope, input: QuoteInput) => quoteApplication(deps, scope, input),
  create: (scope: TenantScope, input: NewApplicationInput) => createApplication(deps, scope, input),
  describe: (scope: TenantScope, applicationId: string) => describeApplication(deps, scope, applicationId),
  checkDescriptor: (scope: TenantScope, input: CheckDescriptorInput) => checkDescriptor(deps, scope, input),
  importDescriptor: (scope: TenantScope, input: ImportDescriptorInput) => importDescriptor(deps, scope, input),
  previewCopy: (scope: TenantScope, input: PreviewCopyInput) => previewCopy(deps, scope, input),
  copy: (scope: TenantScope, input: CopyInput) => copyApplication(deps, scope, input),
  start: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "start"),
  stop: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "stop"),
  restart: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "restart"),
  delete: (scope: TenantScope, applicationId: string) => controlApplication(deps, scope, applicationId, "delete"),
  scale: (scope: TenantScope, input: ScaleInput) => scaleApplication(deps, scope, input),
  getComponent: (scope: TenantScope, componentId: string) => getComponent(deps, scope, componentId),
  controlComponent: (scope: TenantScope, componentId: string, act: "start" | "stop" | "restart") =>
    controlComponent(deps, scope, componentId, act),
  exec: (scope: TenantScope, input: z.infer<typeof Exec>) => execInComponent(deps, scope, input),
  openConsole: (scope: TenantScope, componentId: string, size: TerminalSize) =>
    openConsole(deps, scope, componentId, size),
  componentLogs: (
    scope: TenantScope,
    input: { componentId: string; after?: string | undefined; limit: number },
    signal: AbortSignal,
  ) => componentLogs(deps, scope, input, signal),
})
