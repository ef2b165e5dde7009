/**
 * The one contract between Gridline and the machines of a hosting partner. Implemented by `embedded/`, `fake/` (and `lxd/`).
 *
 * Rules every driver keeps (`tests/contract/fabric-driver-contract.ts` proves them):
 * - Verbs describe a wanted state and may be called again after any crash: twice is the same as once.
 * - Absent already means success for every `remove…`.
 * - `epoch` is the fencing token of an instance or a volume's writer: a node refuses (`stale_epoch`) whatever carries a lower
 *   one than it has seen for the same id.
 * - Nothing here knows tenants' rules, prices or placement; it is told where to put what.
 */

/** Why a verb failed. `retryable` says if the same call may succeed later without anybody changing anything. */
export type FabricErrorCode =
  | "node_unreachable" // the node does not answer
  | "busy" // nothing is wrong: it has others to do first
  | "stale_epoch" // a newer epoch of this instance or volume is known: the caller lost a race
  | "not_found" // instance, volume or file unknown on that node
  | "no_space" // the volume or the node's disk is full
  | "no_memory" // the node has none left for it
  | "image_missing" // this fabric has no image for the class version
  | "not_supported" // this fabric or data center cannot do that at all; message says what is missing
  | "bad_path" // a file path that leaves the volume, or is not a file/folder as asked
  | "too_large" // an upload above the limit given
  | "failed" // the engine refused; message says why

export class FabricError extends Error {
  constructor(
    readonly code: FabricErrorCode,
    message: string,
    readonly retryable: boolean,
  ) {
    super(message)
    this.name = "FabricError"
  }
}

/** A node as its partner registered it. Cores are whole; memory MiB; disk GiB; network Mbps. */
export type NodeSpec = {
  nodeId: string
  name: string
  cores: number
  memoryMib: number
  diskGib: number
  networkMbps: number
}

export type Protocol = string

/** Where one instance of the component at the far end of a wire listens. `secret` is the far component's `InstanceSpec.secret`:
 * only who is wired to a component learns it, so an address alone opens nothing that asks for it (postgres, nas). */
export type Endpoint = { instanceId: string; path: string; host: string; port: number; secret: string }

/** An input and what leads to it. `external`: visitors reach it from outside, through the edge. `wires`: ids of the wires that end here. */
export type InputSpec = { name: string; protocol: Protocol; external: boolean; wires: string[] }
/** An output and where it leads. `wire`: its id; null while it is not connected. One endpoint per far instance that runs. */
export type OutputSpec = { name: string; protocol: Protocol; wire: string | null; endpoints: Endpoint[] }

/** A virtual data center as a fabric sees it: what belongs together, and the nodes it may be on. */
export type VdcSpec = { vdcId: string; nodeIds: string[]; memoryMib: number }

export type InstanceSpec = {
  /** Component instance id (UUID): the same on whichever node it runs. */
  instanceId: string
  vdcId: string
  epoch: number
  nodeId: string
  /** `application:main.web[0]` */
  path: string
  /** Class image as `name@version`, for example `web@1`. */
  image: string
  /** A node that cannot run a virtual machine refuses one (`not_supported`). */
  machine: "container" | "vm"
  wanted: "running" | "stopped"
  /** Raised by the caller to ask for a restart in place; a change of it restarts the process, nothing else does but a change
   * of image, properties, volumes. A change of `outputs` or `resources` is applied live. */
  restartToken: number
  properties: Record<string, string | number | boolean>
  resources: { cpuMillis: number; memoryMib: number }
  /** What its inputs ask of whoever connects, where their protocol can carry it. Never logged, never in `ObservedInstance`. */
  secret: string
  inputs: InputSpec[]
  outputs: OutputSpec[]
  /** `name` as the class declares it (`data`, `content`). The volume must have a primary copy on `nodeId`. */
  volumes: { name: string; volumeId: string }[]
}

export type InstanceState = "starting" | "running" | "stopping" | "stopped" | "failed"

export type ObservedInstance = {
  instanceId: string
  epoch: number
  path: string
  state: InstanceState
  /** What it failed of, in words for a person; null unless `failed`. */
  reason: string | null
  /** Input terminal name → address it listens on. Empty unless running. */
  inputs: Record<string, { host: string; port: number }>
  restartToken: number
  startedAt: string | null
  /** How often the node restarted it by itself since `startedAt` of this epoch. */
  restarts: number
  usage: InstanceUsage
}

/** Counters since `counterEpoch` (a new one whenever counters start again at 0). Gauges are of the last second. */
export type InstanceUsage = {
  counterEpoch: string
  cpuMillis: number
  memoryMib: number
  /** Bytes sent out of / received into the VDC by this instance (gateways only: visitors' traffic). */
  externalTxBytes: number
  externalRxBytes: number
  /** Bytes over each output terminal since `counterEpoch`, both ways added. */
  wires: Record<string, number>
}

export type VolumeSource =
  | { kind: "empty" }
  /** Content that ships with a template or a class, as `name@version`; copied once when the volume is made. */
  | { kind: "content"; content: string }
  /** What another volume holds at one instant after it is asked for, as after a power cut: its writer goes on meanwhile. `ofNodeId`
   * has the primary of it, in the VDC `ofVdcId`, which may be another one; `from`: the driver that node is spoken to with, where it is
   * not this one (`not_supported` between two kinds). Only a whole copy is ever `ok`; then the two have nothing to do with each other. */
  | { kind: "copy"; ofVolumeId: string; ofNodeId: string; ofVdcId: string; from?: FabricDriver }

/** Of a volume that is made from another one. */
export type CopySource = Extract<VolumeSource, { kind: "copy" }>

export type VolumeSpec = {
  volumeId: string
  vdcId: string
  epoch: number
  nodeId: string
  sizeGib: number
  source: VolumeSource
  /** `files`: the node copies each change of a file. `postgres`: the engine's own replication keeps the copy (no acknowledged
   * commit is lost while the replica is `ok`). Said by the class that owns the volume. */
  mirroring: "files" | "postgres"
  /** `primary` may be written; `replica` follows the primary on `primaryNodeId`. A replica called with role `primary` and a
   * higher epoch is promoted with the data it has. A primary called as replica with a higher epoch throws its data away first. */
  role: { kind: "primary" } | { kind: "replica"; primaryNodeId: string }
}

export type ObservedVolume = {
  volumeId: string
  epoch: number
  role: "primary" | "replica"
  /** `ok`: usable as it is; for a replica: it has everything acknowledged, or is `ageMs` behind. `syncing`: first copy under
   * way. `degraded`: a replica that lost its primary or cannot follow; it keeps what it had. */
  state: "ok" | "syncing" | "degraded"
  /** How old a replica's data is at most, ms; 0 for a synchronous one that is in step, null for a primary. */
  ageMs: number | null
  usedBytes: number
}

export type NodeReport = {
  nodeId: string
  /** New at every boot of the node. */
  bootId: string
  instances: ObservedInstance[]
  volumes: ObservedVolume[]
  /** Whole node, last second. */
  cpuMillis: number
  memoryMib: number
}

export type LogLine = { cursor: string; at: string; stream: "out" | "err" | "system"; text: string }

/** Run as it is, without a shell. `seconds`: its time; `limitBytes`: as much of each stream is kept. */
export type Command = { command: [string, ...string[]]; seconds: number; limitBytes: number }
/** The first `limitBytes` of a stream, as UTF-8. */
export type Printed = { text: string; truncated: boolean }
/** `exitCode` is null when its time was over: it was ended then, with what it had started. */
export type Executed = { exitCode: number | null; stdout: Printed; stderr: Printed }

export type TerminalSize = { columns: number; rows: number }
/** A terminal in an instance, with a shell at it. Whoever closes it, or loses the connection, hangs up on what runs there. */
export type Console = {
  /** Bytes as a terminal gets them; ends when the session does, fails when the connection breaks. */
  output: AsyncIterable<Uint8Array>
  input(bytes: Uint8Array): Promise<void>
  resize(size: TerminalSize): void
  /** Of the shell; rejects with a `FabricError` when nobody can tell any more. */
  exitCode: Promise<number>
  close(): void
}

export type FileEntry = { name: string; kind: "file" | "folder"; bytes: number; modifiedAt: string }

type OfEntry = {
  /** Relative, `/`-separated, within the volume; "" is its root. */
  path: string
  /** Permission bits. */
  mode: number
  uid: number
  gid: number
  modifiedAt: Date
}
/** Something of a volume, as it leaves or enters a fabric. A file's `body` has exactly `bytes` bytes and is read before the next entry
 * is asked for. `link`: another name of an earlier file, `target` its path; a symlink's target is whatever it says. */
export type ArchiveEntry = OfEntry &
  (
    | { kind: "file"; bytes: number; body: AsyncIterable<Uint8Array> }
    | { kind: "folder" }
    | { kind: "symlink" | "link"; target: string }
  )

export type InstanceRef = { nodeId: string; instanceId: string }
export type VolumeRef = { nodeId: string; volumeId: string }

export interface FabricDriver {
  readonly kind: "embedded" | "fake" | "lxd"
  /** How replicas follow. `live`: each acknowledged write is on a replica that says `ok`, and one is promoted only if it was in
   * step. `periodic`: a replica is as old as its last `refreshReplica`; whoever promotes it says what is lost. */
  readonly mirrors: "live" | "periodic"

  /** Keeps what belongs to a VDC apart from all others, on these nodes only. Said before anything of it is made, and again when
   * its nodes change. */
  ensureVdc(spec: VdcSpec, signal: AbortSignal): Promise<void>
  /** The fabric forgets the VDC. Its nodes have been retired before. */
  removeVdc(vdcId: string, signal: AbortSignal): Promise<void>

  /** Makes the node known and switches it on. Before it accepts work, a node that was away stops everything it has: what may
   * run again is said by `ensureInstance`. */
  powerOn(node: NodeSpec, signal: AbortSignal): Promise<void>
  /** The drill and the real thing: power is cut, nothing is shut down in order. */
  powerOff(nodeId: string, signal: AbortSignal): Promise<void>
  /** Node is taken out of the fabric: power off and everything on its disk removed. */
  retireNode(nodeId: string, signal: AbortSignal): Promise<void>
  /** Returns only when nothing that ran on the node before the call can write or answer any more. */
  fence(nodeId: string, signal: AbortSignal): Promise<void>
  /** What is on the node now. `node_unreachable` when it does not answer. */
  inspectNode(nodeId: string, signal: AbortSignal): Promise<NodeReport>

  /** Returns at once with what is so far; progress is seen by `inspectNode`. */
  ensureInstance(spec: InstanceSpec, signal: AbortSignal): Promise<ObservedInstance>
  removeInstance(ref: InstanceRef, signal: AbortSignal): Promise<void>
  /** Lines after `after` (oldest first, at most `limit`); the newest `limit` lines when `after` is null. */
  logs(ref: InstanceRef, page: { after: string | null; limit: number }, signal: AbortSignal): Promise<LogLine[]>
  /** Runs a command in a running instance to its end, without input. Whoever gives up waiting does not end it: its time does.
   * `not_supported` where an instance is not kept apart from the machine it is on; message says so. */
  exec(ref: InstanceRef, command: Command, signal: AbortSignal): Promise<Executed>

  /** A shell at a terminal of a running instance; `signal` is for opening it. Refused as `exec` is. */
  openConsole(ref: InstanceRef, size: TerminalSize, signal: AbortSignal): Promise<Console>

  ensureVolume(spec: VolumeSpec, signal: AbortSignal): Promise<ObservedVolume>
  /** Brings a replica up to what its primary holds now; nothing to do where mirrors are `live`. */
  refreshReplica(ref: VolumeRef & { primaryNodeId: string }, signal: AbortSignal): Promise<void>
  /** Removes this node's copy (primary or replica) and its bytes. */
  removeVolume(ref: VolumeRef, signal: AbortSignal): Promise<void>

  /** Files of a primary copy, for the volume browser. Paths are relative, `/`-separated, never leave the volume. */
  listFiles(ref: VolumeRef, path: string, signal: AbortSignal): Promise<FileEntry[]>
  readFile(
    ref: VolumeRef,
    path: string,
    signal: AbortSignal,
  ): Promise<{ bytes: number; modifiedAt: string; body: ReadableStream<Uint8Array> }>
  /** Whole or not at all; folders on the way are made. Acknowledged when an `ok` files-mirrored replica has it too. */
  writeFile(
    ref: VolumeRef,
    path: string,
    body: ReadableStream<Uint8Array>,
    limitBytes: number,
    signal: AbortSignal,
  ): Promise<FileEntry>
  /** A file, or a folder with all in it. */
  removeFile(ref: VolumeRef, path: string, signal: AbortSignal): Promise<void>

  /** All that a primary copy holds, databases' own files too, of a volume nobody writes to. It fails rather than end early. */
  exportVolume(ref: VolumeRef, signal: AbortSignal): AsyncIterable<ArchiveEntry>
  /** Puts entries that a fabric of this kind exported in place of all that a primary copy holds: one that nobody uses, and nothing
   * follows. All of it is there when this returns; what is there after a failure is nothing to rely on. Links that lead out of the
   * volume stay what they are, and nothing is written through one. */
  importVolume(ref: VolumeRef, entries: AsyncIterable<ArchiveEntry>, signal: AbortSignal): Promise<void>
}
