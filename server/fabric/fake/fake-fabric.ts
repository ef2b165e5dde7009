import { buffer } from "node:stream/consumers"
import {
  type ArchiveEntry,
  type Command,
  type Console,
  type CopySource,
  type Executed,
  type FabricDriver,
  FabricError,
  type FileEntry,
  type InstanceRef,
  type InstanceSpec,
  type LogLine,
  type NodeReport,
  type NodeSpec,
  type ObservedInstance,
  type ObservedVolume,
  type TerminalSize,
  type VdcSpec,
  type VolumeRef,
  type VolumeSpec,
} from "../fabric-driver"
import { FakeAudit } from "./fake-audit"
import { type FakeClock, wallClock } from "./fake-clock"
import { runFakeCommand } from "./fake-command"
import { openFakeConsole } from "./fake-console"
import { FakeFaults, type FakeVerb } from "./fake-faults"
import { FakeNode, type FakeTiming } from "./fake-node"
import type { FakeFile, FakeVolume } from "./fake-volume"

export type FakeFabricOptions = {
  clock?: FakeClock
  /** `live` unless told; `periodic`: a mirror has what its primary had at the last `refreshReplica`. */
  mirrors?: "live" | "periodic"
  /** From `ensureInstance` to `running`. Raise it for a slow start. */
  startMs?: number
  /** From `wanted: "stopped"` to `stopped`; the instance lives until then. */
  stopMs?: number
  /** From a replica's `ensureVolume` to its first complete copy. */
  syncMs?: number
  /** Of every verb that has none of its own (`faults.delay`). */
  latencyMs?: number
  /** Images this fabric does not have. */
  missingImages?: string[]
  /** `name@version` → files; content nobody described has one `index.html`. */
  contents?: Record<string, Record<string, string>>
}

export type FakeCall = { at: number; verb: FakeVerb; nodeId: string; id: string | null; outcome: string }

const unreachable = () => new FabricError("node_unreachable", "the node does not answer", true)
/** Power is not reached over the node's network. */
const powerVerbs: readonly FakeVerb[] = ["powerOn", "powerOff", "retireNode", "fence"]

/** A fabric in memory: deterministic, obedient to `faults`, watched by `audit`. */
export class FakeFabric implements FabricDriver {
  readonly kind = "fake"
  readonly mirrors: "live" | "periodic"
  readonly faults = new FakeFaults()
  readonly audit: FakeAudit
  /** Every call with its outcome (`ok` or an error's code), oldest first. */
  readonly calls: FakeCall[] = []
  private readonly nodes = new Map<string, FakeNode>()
  private readonly late = new Map<string, (() => void)[]>()
  private readonly clock: FakeClock
  private readonly timing: FakeTiming

  constructor(private readonly options: FakeFabricOptions = {}) {
    const clock = options.clock ?? wallClock
    this.clock = clock
    this.mirrors = options.mirrors ?? "live"
    const { startMs = 0, stopMs = 0, syncMs = 0 } = options
    this.timing = { now: () => clock.now(), startMs, stopMs, syncMs, mirrors: this.mirrors }
    this.audit = new FakeAudit(() => clock.now())
  }

  /** The node loses power by itself. */
  kill(nodeId: string): void {
    this.nodes.get(nodeId)?.powerOff()
  }

  /** What an instance was last asked to be. */
  specOf({ nodeId, instanceId }: InstanceRef): InstanceSpec | undefined {
    return this.nodes.get(nodeId)?.instances.get(instanceId)?.spec
  }

  /** An instance's process falls; its node restarts it. */
  crashInstance({ nodeId, instanceId }: InstanceRef): void {
    this.nodes.get(nodeId)?.instance(instanceId).crash()
  }

  /** An instance's node gives it up. */
  failInstance({ nodeId, instanceId }: InstanceRef, reason: string): void {
    this.nodes.get(nodeId)?.failInstance(instanceId, reason)
  }

  ensureVdc(spec: VdcSpec, signal: AbortSignal): Promise<void> {
    return this.call("ensureVdc", "", spec.vdcId, signal, () => undefined)
  }

  removeVdc(vdcId: string, signal: AbortSignal): Promise<void> {
    return this.call("removeVdc", "", vdcId, signal, () => undefined)
  }

  powerOn(spec: NodeSpec, signal: AbortSignal): Promise<void> {
    return this.call("powerOn", spec.nodeId, null, signal, () => {
      const node =
        this.nodes.get(spec.nodeId) ?? new FakeNode(spec, this.timing, this.audit, 1_000 + 1_000 * this.nodes.size)
      node.spec = spec
      node.powerOn()
      this.nodes.set(spec.nodeId, node)
    })
  }

  powerOff(nodeId: string, signal: AbortSignal): Promise<void> {
    return this.call("powerOff", nodeId, null, signal, () => this.kill(nodeId))
  }

  fence(nodeId: string, signal: AbortSignal): Promise<void> {
    return this.call("fence", nodeId, null, signal, () => this.kill(nodeId))
  }

  retireNode(nodeId: string, signal: AbortSignal): Promise<void> {
    return this.call("retireNode", nodeId, null, signal, () => {
      this.kill(nodeId)
      this.nodes.delete(nodeId)
    })
  }

  inspectNode(nodeId: string, signal: AbortSignal): Promise<NodeReport> {
    return this.call("inspectNode", nodeId, null, signal, () => this.node(nodeId).report())
  }

  ensureInstance(spec: InstanceSpec, signal: AbortSignal): Promise<ObservedInstance> {
    return this.call("ensureInstance", spec.nodeId, spec.instanceId, signal, () => {
      if (this.options.missingImages?.includes(spec.image))
        throw new FabricError("image_missing", `this fabric has no image “${spec.image}”`, false)
      if (spec.machine === "vm")
        throw new FabricError("not_supported", "no node of this fabric runs virtual machines", false)
      return this.node(spec.nodeId).ensureInstance(spec).observe()
    })
  }

  removeInstance({ nodeId, instanceId }: InstanceRef, signal: AbortSignal): Promise<void> {
    return this.call("removeInstance", nodeId, instanceId, signal, () => this.node(nodeId).removeInstance(instanceId))
  }

  logs(
    { nodeId, instanceId }: InstanceRef,
    { after, limit }: { after: string | null; limit: number },
    signal: AbortSignal,
  ): Promise<LogLine[]> {
    return this.call("logs", nodeId, instanceId, signal, () =>
      this.node(nodeId).instance(instanceId).page(after, limit),
    )
  }

  exec({ nodeId, instanceId }: InstanceRef, command: Command, signal: AbortSignal): Promise<Executed> {
    return this.call("exec", nodeId, instanceId, signal, () => {
      if (!this.node(nodeId).instance(instanceId).isLive)
        throw new FabricError("not_found", "the component does not run", true)
      return runFakeCommand(command)
    })
  }

  openConsole({ nodeId, instanceId }: InstanceRef, size: TerminalSize, signal: AbortSignal): Promise<Console> {
    return this.call("openConsole", nodeId, instanceId, signal, () => {
      if (!this.node(nodeId).instance(instanceId).isLive)
        throw new FabricError("not_found", "the component does not run", true)
      return openFakeConsole(size)
    })
  }

  ensureVolume(spec: VolumeSpec, signal: AbortSignal): Promise<ObservedVolume> {
    return this.call("ensureVolume", spec.nodeId, spec.volumeId, signal, () =>
      this.node(spec.nodeId)
        .ensureVolume(spec, () => this.contentOf(spec))
        .observe(this.clock.now(), this.mirrors),
    )
  }

  refreshReplica({ nodeId, volumeId }: VolumeRef, signal: AbortSignal): Promise<void> {
    return this.call("refreshReplica", nodeId, volumeId, signal, () => {
      const replica = this.mirrors === "periodic" ? this.node(nodeId).volumes.get(volumeId) : undefined
      if (replica) this.mirrorOne(nodeId, replica)
    })
  }

  removeVolume({ nodeId, volumeId }: VolumeRef, signal: AbortSignal): Promise<void> {
    return this.call("removeVolume", nodeId, volumeId, signal, () => this.node(nodeId).removeVolume(volumeId))
  }

  listFiles({ nodeId, volumeId }: VolumeRef, path: string, signal: AbortSignal): Promise<FileEntry[]> {
    return this.call("listFiles", nodeId, volumeId, signal, () => this.node(nodeId).primary(volumeId).list(path))
  }

  readFile({ nodeId, volumeId }: VolumeRef, path: string, signal: AbortSignal) {
    return this.call("readFile", nodeId, volumeId, signal, () => {
      const { bytes, modifiedMs } = this.node(nodeId).primary(volumeId).read(path)
      const body = new Blob([Buffer.from(bytes)]).stream()
      return { bytes: bytes.byteLength, modifiedAt: new Date(modifiedMs).toISOString(), body }
    })
  }

  async writeFile(
    { nodeId, volumeId }: VolumeRef,
    path: string,
    body: ReadableStream<Uint8Array>,
    limitBytes: number,
    signal: AbortSignal,
  ): Promise<FileEntry> {
    const bytes = new Uint8Array(await new Response(body).arrayBuffer())
    return this.call("writeFile", nodeId, volumeId, signal, () => {
      const volume = this.node(nodeId).primary(volumeId)
      if (bytes.byteLength > limitBytes) throw new FabricError("too_large", `larger than ${limitBytes} bytes`, false)
      return volume.write(path, bytes, this.clock.now())
    })
  }

  removeFile({ nodeId, volumeId }: VolumeRef, path: string, signal: AbortSignal): Promise<void> {
    return this.call("removeFile", nodeId, volumeId, signal, () => this.node(nodeId).primary(volumeId).remove(path))
  }

  async *exportVolume({ nodeId, volumeId }: VolumeRef, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
    yield* await this.call("exportVolume", nodeId, volumeId, signal, () => [
      ...this.node(nodeId).primary(volumeId).entries(),
    ])
  }

  async importVolume(
    { nodeId, volumeId }: VolumeRef,
    entries: AsyncIterable<ArchiveEntry>,
    signal: AbortSignal,
  ): Promise<void> {
    const files = new Map<string, FakeFile>()
    for await (const entry of entries)
      if (entry.kind === "file")
        files.set(entry.path, { bytes: await buffer(entry.body), modifiedMs: entry.modifiedAt.getTime() })
    return this.call("importVolume", nodeId, volumeId, signal, () =>
      this.node(nodeId).primary(volumeId).replaceAll(files),
    )
  }

  private contentOf(spec: VolumeSpec): Map<string, Uint8Array> {
    const { source } = spec
    if (source.kind === "empty") return new Map()
    if (source.kind === "copy") return this.originOf(source).filesOf(source)
    const files = this.options.contents?.[source.content] ?? { "index.html": `<h1>${source.content}</h1>` }
    return new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]))
  }

  private originOf({ from }: CopySource): FakeFabric {
    if (!from) return this
    if (from instanceof FakeFabric) return from
    throw new FabricError("not_supported", "data of another kind of fabric cannot be copied here", false)
  }

  private filesOf(source: CopySource): Map<string, Uint8Array> {
    if (this.faults.isAway(source.ofNodeId)) throw unreachable()
    const { spec, files } = this.node(source.ofNodeId).primary(source.ofVolumeId)
    if (spec.vdcId !== source.ofVdcId) throw new FabricError("not_found", "no such volume in this data center", false)
    return new Map([...files].map(([path, { bytes }]) => [path, bytes]))
  }

  private node(nodeId: string): FakeNode {
    const node = this.nodes.get(nodeId)
    if (!node?.isOn) throw unreachable()
    return node
  }

  private async call<T>(
    verb: FakeVerb,
    nodeId: string,
    id: string | null,
    signal: AbortSignal,
    act: () => T,
  ): Promise<T> {
    const latencyMs = this.faults.latencyOf(verb) ?? this.options.latencyMs ?? 0
    if (latencyMs > 0) await this.clock.sleep(latencyMs)
    const call: FakeCall = { at: this.clock.now(), verb, nodeId, id, outcome: "ok" }
    this.calls.push(call)
    try {
      signal.throwIfAborted()
      if (this.faults.isAway(nodeId) && !powerVerbs.includes(verb)) throw unreachable()
      this.faults.throwIfFailing(verb)
      this.mirror()
      this.deliverLate(nodeId)
      const answer = act()
      this.mirror()
      if (this.faults.isDoubled(verb)) this.late.set(nodeId, [...(this.late.get(nodeId) ?? []), act])
      this.faults.throwIfLost(verb)
      return answer
    } catch (error) {
      call.outcome = error instanceof FabricError ? error.code : "aborted"
      throw error
    }
  }

  /** Second deliveries have nobody who waits for their answer, good or bad. */
  private deliverLate(nodeId: string): void {
    const waiting = this.late.get(nodeId) ?? []
    this.late.delete(nodeId)
    for (const act of waiting) {
      try {
        act()
      } catch (error) {
        if (!(error instanceof FabricError)) throw error
      }
    }
  }

  /** Replicas whose primary is there have what it has, at this instant; the others keep what they had. */
  private mirror(): void {
    if (this.mirrors === "periodic") return
    for (const [nodeId, node] of this.nodes)
      if (node.isOn) for (const volume of node.volumes.values()) this.mirrorOne(nodeId, volume)
  }

  private mirrorOne(nodeId: string, replica: FakeVolume): void {
    const { role, volumeId } = replica.spec
    const now = this.clock.now()
    if (role.kind !== "replica" || now < (replica.syncedAtMs ?? 0)) return
    const isCut = this.faults.isAway(nodeId) || this.faults.isAway(role.primaryNodeId)
    const node = this.nodes.get(role.primaryNodeId)
    const primary = node?.isOn ? node.volumes.get(volumeId) : undefined
    if (isCut || !primary?.isPrimary) return
    replica.files = new Map(primary.files)
    replica.inStepMs = now
  }
}

export const createFakeFabric = (options: FakeFabricOptions = {}): FakeFabric => new FakeFabric(options)
