import type { z } from "zod"
import type { Exec } from "@/lib/schemas/exec"
import type { TerminalSize } from "@/server/fabric/fabric-driver"
import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { type ApplyInput, applyDrawing } from "./apply-drawing"
import { componentLogs } from "./component-logs"
import { controlApplication, controlComponent } from "./control-application"
import { type CopyInput, copyApplication, type PreviewCopyInput, previewCopy } from "./copy-application"
import { createApplication, type DrawInput, drawApplication, type NewApplicationInput } from "./create-application"
import {
  type CheckDescriptorInput,
  checkDescriptor,
  describeApplication,
  type ImportDescriptorInput,
  importDescriptor,
} from "./descriptor"
import { discardDraft, getDraft, rebaseDraft, restoreRevision, type SaveDraftInput, saveDraft } from "./drafts"
import { execInComponent } from "./exec-in-component"
import { openConsole } from "./open-console"
import { type PlanInput, planDrawing } from "./plan-drawing"
import { type QuoteInput, quoteApplication } from "./quote-application"
import { getApplication, getComponent, listApplications } from "./read-applications"
import { compareRevisions, getRevision, listRevisions } from "./revisions"
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
  draw: (scope: TenantScope, input: DrawInput) => drawApplication(deps, scope, input),
  draft: (scope: TenantScope, applicationId: string) => getDraft(deps, scope, applicationId),
  saveDraft: (scope: TenantScope, input: SaveDraftInput) => saveDraft(deps, scope, input),
  discardDraft: (scope: TenantScope, applicationId: string) => discardDraft(deps, scope, applicationId),
  rebaseDraft: (scope: TenantScope, applicationId: string) => rebaseDraft(deps, scope, applicationId),
  restoreRevision: (scope: TenantScope, applicationId: string, number: number) =>
    restoreRevision(deps, scope, applicationId, number),
  plan: (scope: TenantScope, input: PlanInput) => planDrawing(deps, scope, input),
  apply: (scope: TenantScope, input: ApplyInput) => applyDrawing(deps, scope, input),
  revisions: (scope: TenantScope, applicationId: string, page: PageRequest) =>
    listRevisions(deps, scope, applicationId, page),
  revision: (scope: TenantScope, applicationId: string, number: number) =>
    getRevision(deps, scope, applicationId, number),
  compareRevisions: (scope: TenantScope, input: { applicationId: string; from: number; to: number }) =>
    compareRevisions(deps, scope, input),
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
