import { Readable } from "node:stream"
import {
  type ArchiveEntry,
  type Console,
  type Executed,
  type FabricDriver,
  FabricError,
  type FileEntry,
  type InstanceRef,
  type InstanceSpec,
  type LogLine,
  type NodeReport,
  type ObservedInstance,
  type ObservedVolume,
  type VolumeRef,
  type VolumeSpec,
} from "../fabric-driver"
import { type AgentCall, askAgent, askAgentJson, doorOf, readableOf } from "./agent-client"
import { nodeDirectoryOf, plainId } from "./node-directory"
import { type PowerPlant, powerOff, powerOn, retire } from "./power"
import { entriesOfFrames, framesOfEntries } from "./volume-archives"

export type EmbeddedFabricOptions = {
  /** Absolute; where nodes keep what they have. As root it must be passable for the `postgres` user. */
  dataDir: string
  /** `agent.mjs` as `bundleEmbedded` made it; its folder holds the rest of the bundle. */
  agentScript: string
}

const inspectTimeoutMs = 4_000 // an agent answers in milliseconds; longer means it hangs
const ensureTimeoutMs = 30_000 // stopping a database in order and promoting its copy takes seconds
const transferTimeoutMs = 60_000 // without a single byte

const notApart = () =>
  new FabricError("not_supported", "Components of the try-out fabric are not kept apart from its machine.", false)

const query = (values: Record<string, string | number | null>) =>
  new URLSearchParams(Object.entries(values).flatMap(([k, v]) => (v === null ? [] : [[k, String(v)]]))).toString()

const instancePath = (ref: InstanceRef) => `/instances/${plainId(ref.instanceId)}`
const volumePath = (ref: VolumeRef) => `/volumes/${plainId(ref.volumeId)}`

/** Passes the bytes on and breaks off above the limit, so that an endless upload ends here and not on the node's disk. */
async function* upTo(limitBytes: number, body: ReadableStream<Uint8Array>, onExcess: (error: FabricError) => void) {
  let bytes = 0
  for await (const chunk of readableOf(body)) {
    bytes += (chunk as Uint8Array).byteLength
    if (bytes > limitBytes) {
      const error = new FabricError("too_large", `larger than ${limitBytes} bytes`, false)
      onExcess(error)
      throw error
    }
    yield chunk as Uint8Array
  }
}

class EmbeddedFabric implements FabricDriver {
  readonly kind = "embedded"
  readonly mirrors = "live"

  constructor(private readonly plant: PowerPlant) {}

  // One machine, one user: there is nothing to keep apart (and the README says so).
  ensureVdc = (): Promise<void> => Promise.resolve()
  removeVdc = (): Promise<void> => Promise.resolve()
  // A replica's agent follows its primary by itself.
  refreshReplica = (): Promise<void> => Promise.resolve()
  // Its components are processes of the portal's own machine: a command in one would be a command on that.
  exec = (): Promise<Executed> => Promise.reject(notApart())
  openConsole = (): Promise<Console> => Promise.reject(notApart())

  powerOn: FabricDriver["powerOn"] = (node, signal) => powerOn(this.plant, node, signal)
  powerOff: FabricDriver["powerOff"] = (nodeId) => powerOff(this.plant.dataDir, nodeId)
  // Power is cut and every process verified dead in either case: all nodes are on this machine, so proof is to be had.
  fence: FabricDriver["fence"] = (nodeId) => powerOff(this.plant.dataDir, nodeId)
  retireNode: FabricDriver["retireNode"] = (nodeId) => retire(this.plant.dataDir, nodeId)

  inspectNode(nodeId: string, signal: AbortSignal): Promise<NodeReport> {
    return this.ask(nodeId, { method: "GET", path: "/report", timeoutMs: inspectTimeoutMs, signal })
  }

  async ensureInstance(spec: InstanceSpec, signal: AbortSignal): Promise<ObservedInstance> {
    if (spec.machine === "vm")
      throw new FabricError(
        "not_supported",
        "Components of the try-out fabric are processes, never virtual machines.",
        false,
      )
    const call = { method: "PUT", path: instancePath(spec), json: spec, timeoutMs: ensureTimeoutMs, signal } as const
    return this.ask(spec.nodeId, call)
  }

  async removeInstance(ref: InstanceRef, signal: AbortSignal): Promise<void> {
    const call = { method: "DELETE", path: instancePath(ref), timeoutMs: ensureTimeoutMs, signal } as const
    await this.ask(ref.nodeId, call)
  }

  logs(ref: InstanceRef, page: { after: string | null; limit: number }, signal: AbortSignal): Promise<LogLine[]> {
    return this.ask(ref.nodeId, { method: "GET", path: `${instancePath(ref)}/logs?${query(page)}`, signal })
  }

  async ensureVolume(spec: VolumeSpec, signal: AbortSignal): Promise<ObservedVolume> {
    // All of its data centers are on this machine: whatever another driver speaks to is of another kind.
    if (spec.source.kind === "copy" && spec.source.from)
      throw new FabricError("not_supported", "Data of real engines cannot be copied to the try-out fabric.", false)
    const call = { method: "PUT", path: volumePath(spec), json: spec, timeoutMs: ensureTimeoutMs, signal } as const
    return this.ask(spec.nodeId, call)
  }

  async removeVolume(ref: VolumeRef, signal: AbortSignal): Promise<void> {
    await this.ask(ref.nodeId, { method: "DELETE", path: volumePath(ref), timeoutMs: ensureTimeoutMs, signal })
  }

  listFiles(ref: VolumeRef, path: string, signal: AbortSignal): Promise<FileEntry[]> {
    return this.ask(ref.nodeId, { method: "GET", path: `${volumePath(ref)}/list?${query({ path })}`, signal })
  }

  async readFile(ref: VolumeRef, path: string, signal: AbortSignal) {
    const door = await this.door(ref.nodeId)
    const where = `${volumePath(ref)}/file?${query({ path })}`
    const response = await askAgent(door, { method: "GET", path: where, timeoutMs: transferTimeoutMs, signal })
    return {
      bytes: Number(response.headers["content-length"]),
      modifiedAt: String(response.headers["x-modified-at"]),
      body: Readable.toWeb(response) as ReadableStream<Uint8Array>,
    }
  }

  async writeFile(
    ref: VolumeRef,
    path: string,
    body: ReadableStream<Uint8Array>,
    limitBytes: number,
    signal: AbortSignal,
  ): Promise<FileEntry> {
    let excess: FabricError | null = null
    const bounded = Readable.from(
      upTo(limitBytes, body, (error) => {
        excess = error
      }),
    )
    const where = `${volumePath(ref)}/file?${query({ path, limit: limitBytes })}`
    try {
      const call = { method: "PUT", path: where, body: bounded, timeoutMs: transferTimeoutMs, signal } as const
      return await this.ask(ref.nodeId, call)
    } catch (error) {
      throw excess ?? error
    }
  }

  async removeFile(ref: VolumeRef, path: string, signal: AbortSignal): Promise<void> {
    await this.ask(ref.nodeId, { method: "DELETE", path: `${volumePath(ref)}/file?${query({ path })}`, signal })
  }

  async *exportVolume(ref: VolumeRef, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
    const path = `${volumePath(ref)}/archive`
    const call = { method: "GET", path, timeoutMs: transferTimeoutMs, signal } as const
    yield* entriesOfFrames(await askAgent(await this.door(ref.nodeId), call))
  }

  async importVolume(ref: VolumeRef, entries: AsyncIterable<ArchiveEntry>, signal: AbortSignal): Promise<void> {
    let broke: { error: unknown } | null = null
    async function* frames() {
      try {
        yield* framesOfEntries(entries)
      } catch (error) {
        broke = { error }
        throw error
      }
    }
    const body = Readable.from(frames(), { objectMode: false })
    const path = `${volumePath(ref)}/archive`
    try {
      await this.ask(ref.nodeId, { method: "PUT", path, body, timeoutMs: transferTimeoutMs, signal })
    } catch (error) {
      // What entries broke with is what happened, and a broken line what came of it.
      throw (broke as { error: unknown } | null)?.error ?? error
    }
  }

  private door(nodeId: string) {
    return doorOf(nodeDirectoryOf(this.plant.dataDir, nodeId))
  }

  private async ask<T>(nodeId: string, call: AgentCall): Promise<T> {
    return askAgentJson<T>(await this.door(nodeId), call)
  }
}

/** Nodes as processes of this machine. Holds no state: any number of them, in any process, speak to the same nodes. */
export const createEmbeddedFabric = (options: EmbeddedFabricOptions): FabricDriver => new EmbeddedFabric(options)
