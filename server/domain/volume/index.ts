import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { getVolume, listVolumes } from "./read-volumes"
import { restoreVolume, trashVolume } from "./trash-volume"
import { listFiles, readFile, removeFile, writeFile } from "./volume-files"
import type { VolumeFilter } from "./volume-store"

export {
  dropCopy,
  findCopySource,
  findUncopied,
  insertPrimary,
  insertReplica,
  markPurged,
  noteCopied,
  noteCopy,
  promoteCopy,
  unsafeDueForPurgeAcrossTenants,
} from "./copy-store"
export { isElsewhere, standingOf } from "./core/exposure"
export { samePlace } from "./core/volume-place"
export { purgeTime, trashDays } from "./core/volume-state"
export {
  insertVolumes,
  likeVolume,
  livingVolumes,
  type NewVolume,
  restoreVolumesOfSnapshot,
  trashInFavour,
  trashVolumes,
  trashVolumesOfSnapshot,
} from "./volume-store"

export const createVolumes = (deps: Deps) => ({
  list: (scope: TenantScope, filter: VolumeFilter, page: PageRequest) => listVolumes(deps, scope, filter, page),
  get: (scope: TenantScope, volumeId: string) => getVolume(deps, scope, volumeId),
  listFiles: (scope: TenantScope, volumeId: string, path: string, signal: AbortSignal) =>
    listFiles(deps, scope, volumeId, path, signal),
  readFile: (scope: TenantScope, volumeId: string, path: string, signal: AbortSignal) =>
    readFile(deps, scope, volumeId, path, signal),
  writeFile: (
    scope: TenantScope,
    volumeId: string,
    path: string,
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
  ) => writeFile(deps, scope, volumeId, path, body, signal),
  removeFile: (scope: TenantScope, volumeId: string, path: string, signal: AbortSignal) =>
    removeFile(deps, scope, volumeId, path, signal),
  trash: (scope: TenantScope, volumeId: string) => trashVolume(deps, scope, volumeId),
  restore: (scope: TenantScope, volumeId: string) => restoreVolume(deps, scope, volumeId),
})
