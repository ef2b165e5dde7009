import type { z } from "zod"
import type { CreateSnapshot, LaunchSnapshot } from "@/lib/schemas/snapshot"
import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { RunningOperation } from "../operation"
import type { PageRequest } from "../page"
import { createSnapshot, previewSnapshot } from "./create-snapshot"
import { deleteSnapshot, undeleteSnapshot } from "./delete-snapshot"
import { exportSnapshot } from "./export-snapshot"
import { untilPlaced, untilWhole } from "./fill-snapshot"
import { type ImportInput, importArchive } from "./import-archive"
import { launchSnapshot } from "./launch-snapshot"
import { getSnapshot, listSnapshots } from "./read-snapshots"
import { discardReceived, untilReceived } from "./receiving"
import { restoreSnapshot, swapVolumes } from "./restore-snapshot"
import type { SnapshotFilter } from "./snapshot-store"

export const createSnapshots = (deps: Deps) => ({
  list: (scope: TenantScope, filter: SnapshotFilter, page: PageRequest) => listSnapshots(deps, scope, filter, page),
  get: (scope: TenantScope, snapshotId: string) => getSnapshot(deps, scope, snapshotId),
  preview: (scope: TenantScope, applicationId: string) => previewSnapshot(deps, scope, applicationId),
  create: (scope: TenantScope, input: z.infer<typeof CreateSnapshot>) => createSnapshot(deps, scope, input),
  launch: (scope: TenantScope, input: z.infer<typeof LaunchSnapshot>) => launchSnapshot(deps, scope, input),
  restore: (scope: TenantScope, snapshotId: string) => restoreSnapshot(deps, scope, snapshotId),
  export: (scope: TenantScope, snapshotId: string, signal: AbortSignal) =>
    exportSnapshot(deps, scope, snapshotId, signal),
  import: (scope: TenantScope, input: ImportInput, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal) =>
    importArchive(deps, scope, input, bytes, signal),
  delete: (scope: TenantScope, snapshotId: string) => deleteSnapshot(deps, scope, snapshotId),
  undelete: (scope: TenantScope, snapshotId: string) => undeleteSnapshot(deps, scope, snapshotId),
})

/** What workflows ask of snapshots. */
export const createSnapshotActs = (deps: Deps) => ({
  untilPlaced: (operation: RunningOperation) => untilPlaced(deps, operation),
  untilWhole: (operation: RunningOperation) => untilWhole(deps, operation),
  untilReceived: (operation: RunningOperation) => untilReceived(deps, operation),
  discardReceived: (operation: RunningOperation) => discardReceived(deps, operation),
  swapVolumes: (operation: RunningOperation, snapshotId: string) => swapVolumes(deps, operation, snapshotId),
})
