import { addAbortSignal, Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import type { z } from "zod"
import {
  ArchiveManifest,
  completeEntry,
  type ImportArchive,
  manifestEntry,
  mostEntryBytes,
} from "@/lib/schemas/archive"
import type { SnapshotOut } from "@/lib/schemas/snapshot"
import { FabricError } from "@/server/fabric/fabric-driver"
import { BadArchive, entriesOfTar } from "@/server/fabric/volume-archive"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { EntriesInOrder, withoutDetours } from "./core/archive-entries"
import { admitArchive, type Draft } from "./draft-of-archive"
import { toSnapshotOut } from "./read-snapshots"
import { cancelled, finishReceiving, giveUpReceiving, noteReceiving } from "./receiving"
import { findSnapshot } from "./snapshot-store"

export type ImportInput = z.infer<typeof ImportArchive>

/** Waiting for nodes to make room: placing takes a moment, a queue before it may take longer. */
const placesWithinMs = 120_000
const lookEveryMs = 200
/** So often it is told that somebody is still at it, and how far. */
const pulseEveryMs = 3_000

const refuse = (message: string) => new BadArchive(message)

async function readManifest(entries: EntriesInOrder): Promise<ArchiveManifest> {
  const text = await entries.text(manifestEntry, mostEntryBytes)
  const read = ArchiveManifest.safeParse(parsed(text))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw refuse(`${manifestEntry} is not what this version reads: ${issue?.path.join(".")}: ${issue?.message}.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse(`${manifestEntry} is not JSON.`)
  }
}

/** Where its volumes are, once all of them are made. */
async function untilMade(
  deps: Deps,
  scope: TenantScope,
  id: string,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  for (const since = performance.now(); ; await pause(lookEveryMs, undefined, { signal })) {
    const row = await inTenant(deps.db, scope, (tx) => findSnapshot(tx, scope.tenantId, id))
    if (!row || row.deletedAt || !row.receivingAt) throw cancelled()
    const made = row.volumes.flatMap(({ id: volumeId, replicas: [primary] }) =>
      primary?.state === "ok" ? [[volumeId, primary.nodeId] as const] : [],
    )
    if (made.length === row.volumes.length) return new Map(made)
    if (performance.now() - since > placesWithinMs)
      throw new DomainError("unavailable", "No node has made its volumes within two minutes. Try again later.")
  }
}

/** Tells now and then that somebody is at it; `onUnwanted` when it was deleted meanwhile. */
function startPulse(note: () => Promise<boolean>, onUnwanted: () => void) {
  let last = Promise.resolve()
  const beat = () => {
    last = note().then(
      (isWanted) => {
        if (!isWanted) onUnwanted()
      },
      // A database that is away for a moment: the next one tells.
      () => undefined,
    )
  }
  const timer = setInterval(beat, pulseEveryMs)
  return async () => {
    clearInterval(timer)
    await last
  }
}

/**
 * Makes a snapshot of an archive as its bytes come: they go to the nodes that keep it, and are kept nowhere on the way. All of it, or
 * what arrived is thrown away. Throws `invalid` (field `archive`) for what is none, `over_quota`, `unavailable`, `conflict`.
 */
export async function importArchive(
  deps: Deps,
  scope: TenantScope,
  input: ImportInput,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<SnapshotOut> {
  const unwanted = new AbortController()
  const over = AbortSignal.any([signal, unwanted.signal])
  let received = 0
  async function* counted() {
    for await (const chunk of bytes) {
      received += chunk.byteLength
      yield chunk
    }
  }
  // Ends a wait for bytes that do not come, too.
  const stream = addAbortSignal(over, Readable.from(counted(), { objectMode: false }))
  const entries = new EntriesInOrder(withoutDetours(entriesOfTar(stream), refuse), refuse)
  try {
    const draft = await admitArchive(deps, scope, input, await readManifest(entries))
    const stopPulse = startPulse(
      () => noteReceiving(deps, scope, draft.id, received),
      () => unwanted.abort(),
    )
    try {
      await receive(deps, scope, draft, entries, over)
      await stopPulse()
      return toSnapshotOut(await finishReceiving(deps, scope, draft.id, received))
    } catch (error) {
      await stopPulse()
      await giveUpReceiving(deps, scope, draft.id)
      throw unwanted.signal.aborted ? cancelled() : error
    }
  } catch (error) {
    throw asDomainError(error)
  } finally {
    stream.destroy()
  }
}

async function receive(deps: Deps, scope: TenantScope, draft: Draft, entries: EntriesInOrder, signal: AbortSignal) {
  const fabric = deps.fabricOf(draft.dataCenter)
  const places = await untilMade(deps, scope, draft.id, signal)
  for (const { volumeId, folder } of draft.volumes) {
    await entries.skipFolders()
    await fabric.importVolume({ nodeId: places.get(volumeId) ?? "", volumeId }, entries.folder(folder), signal)
  }
  await entries.text(completeEntry, mostEntryBytes)
}

function asDomainError(error: unknown): unknown {
  if (error instanceof BadArchive)
    return new DomainError("invalid", `This is no archive that can be imported: ${error.message}`, "archive")
  if (!(error instanceof FabricError)) return error
  if (error.code === "no_space")
    return new DomainError("over_quota", `A volume of it holds more than its size: ${error.message}.`, "archive")
  if (error.code === "node_unreachable")
    return new DomainError("unavailable", "A node that was to keep it does not answer. Try again in a few seconds.")
  return error.retryable ? new DomainError("unavailable", `${error.message}. Try again in a few seconds.`) : error
}
