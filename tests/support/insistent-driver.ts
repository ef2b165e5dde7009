import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { setTimeout as pause } from "node:timers/promises"
import { type ArchiveEntry, type FabricDriver, FabricError, type VolumeSpec } from "../../server/fabric/fabric-driver"

/** Engines whose database has lost its leader take this long, and more on a busy machine, to agree on another. */
const patienceMs = 90_000
/** One try alone may take that long, and the next one meet a fault of its own. */
const triesAtLeast = 10
const betweenMs = 150

export type Retry = { atMs: number; verb: string; message: string }
export type Insistence = {
  driver: FabricDriver
  /** What was answered with an error that says it may be asked again, in the order of time. */
  retried: readonly Retry[]
}

/**
 * Asks again what failed and may be asked again, as the reconciler does with its next passes. What says it may not, is an answer, or
 * is no error of the contract at all, comes through.
 */
export function insistent(inner: FabricDriver): Insistence {
  const retried: Retry[] = []
  const copies = new Map<string, VolumeSpec>()
  const keyOf = (ref: { nodeId: string; volumeId: string }) => `${ref.volumeId}@${ref.nodeId}`

  async function again<T>(
    verb: string,
    signal: AbortSignal,
    work: () => Promise<T>,
    before: () => Promise<unknown> = async () => null,
  ) {
    const began = performance.now()
    for (let tries = 1; ; tries += 1)
      try {
        if (tries > 1) await before()
        return await work()
      } catch (error) {
        // Only trouble is asked again. What is away, missing or full is an answer: whoever waits for another asks by itself.
        const isTrouble = error instanceof FabricError && error.retryable && error.code === "failed"
        const isEnough = tries >= triesAtLeast && performance.now() - began > patienceMs
        if (!isTrouble || signal.aborted || isEnough) throw error
        retried.push({ atMs: performance.now(), verb, message: error.message })
        await pause(betweenMs)
      }
  }

  const driver: FabricDriver = {
    kind: inner.kind,
    mirrors: inner.mirrors,
    ensureVdc: (spec, signal) => again("ensureVdc", signal, () => inner.ensureVdc(spec, signal)),
    removeVdc: (vdcId, signal) => again("removeVdc", signal, () => inner.removeVdc(vdcId, signal)),
    powerOn: (node, signal) => again("powerOn", signal, () => inner.powerOn(node, signal)),
    powerOff: (nodeId, signal) => again("powerOff", signal, () => inner.powerOff(nodeId, signal)),
    retireNode: (nodeId, signal) => again("retireNode", signal, () => inner.retireNode(nodeId, signal)),
    fence: (nodeId, signal) => again("fence", signal, () => inner.fence(nodeId, signal)),
    inspectNode: (nodeId, signal) => again("inspectNode", signal, () => inner.inspectNode(nodeId, signal)),
    ensureInstance: (spec, signal) => again("ensureInstance", signal, () => inner.ensureInstance(spec, signal)),
    removeInstance: (ref, signal) => again("removeInstance", signal, () => inner.removeInstance(ref, signal)),
    exec: (ref, command, signal) => again("exec", signal, () => inner.exec(ref, command, signal)),
    openConsole: (ref, size, signal) => again("openConsole", signal, () => inner.openConsole(ref, size, signal)),
    logs: (ref, page, signal) => again("logs", signal, () => inner.logs(ref, page, signal)),
    async ensureVolume(spec, signal) {
      const observed = await again("ensureVolume", signal, () => inner.ensureVolume(spec, signal))
      copies.set(keyOf(spec), spec)
      return observed
    },
    // Every pass says first that the copy is wanted.
    refreshReplica: (ref, signal) =>
      again(
        "refreshReplica",
        signal,
        () => inner.refreshReplica(ref, signal),
        async () => {
          const copy = copies.get(keyOf(ref))
          if (copy) await inner.ensureVolume(copy, signal)
        },
      ),
    removeVolume: (ref, signal) => again("removeVolume", signal, () => inner.removeVolume(ref, signal)),
    listFiles: (ref, path, signal) => again("listFiles", signal, () => inner.listFiles(ref, path, signal)),
    // A file is read to its end here: a body that breaks off is asked for again, too.
    readFile: (ref, path, signal) =>
      again("readFile", signal, async () => {
        const { body, ...entry } = await inner.readFile(ref, path, signal)
        const bytes = await wholeBody(body)
        return { ...entry, body: new Blob([bytes]).stream() as ReadableStream<Uint8Array> }
      }),
    async writeFile(ref, path, body, limitBytes, signal) {
      const bytes = await wholeBody(body)
      return again("writeFile", signal, () => {
        const copy = new Blob([bytes]).stream() as ReadableStream<Uint8Array>
        return inner.writeFile(ref, path, copy, limitBytes, signal)
      })
    },
    removeFile: (ref, path, signal) => again("removeFile", signal, () => inner.removeFile(ref, path, signal)),
    // Taken to its end here, so that one that breaks off is asked for again; and given again as often as it takes.
    async *exportVolume(ref, signal) {
      const kept = await again("exportVolume", signal, () => keptEntries(inner.exportVolume(ref, signal)))
      yield* kept()
    },
    async importVolume(ref, entries, signal) {
      const kept = await keptEntries(entries)
      return again("importVolume", signal, () => inner.importVolume(ref, kept(), signal))
    },
  }
  return { driver, retried }
}

/** In memory, to be read any number of times. */
async function keptEntries(entries: AsyncIterable<ArchiveEntry>): Promise<() => AsyncGenerator<ArchiveEntry>> {
  const kept: (() => ArchiveEntry)[] = []
  for await (const entry of entries) {
    const bytes = entry.kind === "file" ? await buffer(entry.body) : null
    kept.push(() => (entry.kind === "file" ? { ...entry, body: Readable.from([bytes]) } : entry))
  }
  return async function* () {
    for (const again of kept) yield again()
  }
}

async function wholeBody(body: ReadableStream<Uint8Array>): Promise<ArrayBuffer> {
  try {
    return await new Response(body).arrayBuffer()
  } catch (error) {
    // How a stream breaks is no part of the contract.
    if (error instanceof FabricError) throw error
    throw new FabricError("failed", `the body broke off: ${error instanceof Error ? error.message : error}`, true)
  }
}

/** One line for as long as the same was answered: `12.3-15.0 s, 18 times: verb: message`, in seconds since the process began. */
export function toldRetries(retried: readonly Retry[]): string[] {
  const lines: { from: number; to: number; times: number; what: string }[] = []
  for (const { atMs, verb, message } of retried) {
    const what = `${verb}: ${message.replace(/budget \S+/, "budget …")}`
    const last = lines.at(-1)
    if (last?.what === what) Object.assign(last, { to: atMs, times: last.times + 1 })
    else lines.push({ from: atMs, to: atMs, times: 1, what })
  }
  const seconds = (ms: number) => (ms / 1000).toFixed(1)
  return lines.map(({ from, to, times, what }) => `${seconds(from)}-${seconds(to)} s, ${times} times: ${what}`)
}
