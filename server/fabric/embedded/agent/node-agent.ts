import { randomBytes, randomUUID } from "node:crypto"
import { join } from "node:path"
import type { Readable } from "node:stream"
import type { InstanceSpec, NodeReport, NodeSpec, VolumeSpec } from "../../fabric-driver"
import { askAgentJson, doorOf } from "../agent-client"
import { agentFileOf, nodeDirectoryOf, plainId, removeTree, writeJsonAtomic } from "../node-directory"
import { killProcessesOfNode } from "../node-processes"
import { AGENT_PROTOCOL, type AgentConfig, type AgentFile, type FollowAnswer, type FollowRequest } from "../protocol"
import { refuse } from "./agent-failure"
import { type AgentRequest, AgentServer, type Route, streamed } from "./agent-server"
import { EpochLedger } from "./epoch-ledger"
import { FilesPrimary } from "./files-primary"
import { FilesReplica } from "./files-replica"
import { Instances } from "./instances"
import { PostgresPrimary } from "./postgres-primary"
import { PostgresReplica } from "./postgres-replica"
import { ReplicaWrites } from "./replica-writes"
import type { Volume } from "./volume"
import { copyInto, replaceContent } from "./volume-copy"
import { VolumeFiles } from "./volume-files"
import type { PrimaryMirror, ReplicaMirror } from "./volume-mirror"
import { Volumes } from "./volumes"

/** One node: what it holds, and the doors to it. */
export class NodeAgent {
  private readonly bootId = randomUUID()
  private readonly token = randomBytes(32).toString("base64url")
  private readonly volumeTokens = new Map<string, Set<string>>()
  private readonly instances: Instances
  private readonly volumes: Volumes
  private port = 0

  private constructor(
    private config: AgentConfig,
    private readonly configPath: string,
    private readonly nodeFolder: string,
    epochs: EpochLedger,
  ) {
    this.instances = new Instances({
      config,
      nodeFolder,
      epochs,
      volumes: () => this.volumes,
      doorFor: (volumeIds) => this.doorFor(volumeIds),
    })
    this.volumes = new Volumes({
      nodeFolder,
      contentFolder: join(config.bundleDirectory, "content"),
      epochs,
      mirrors: { primary: (volume) => this.primaryMirror(volume), replica: (volume) => this.replicaMirror(volume) },
      copyInto: (volume, source) => copyInto(config.dataDir, volume, source),
      killUsers: (volumeId) => this.instances.killUsersOf(volumeId),
    })
  }

  /** Nothing of a life before may run, and instances are forgotten: what may run again is said by `ensureInstance`. */
  static async boot(config: AgentConfig, configPath: string): Promise<void> {
    const nodeFolder = nodeDirectoryOf(config.dataDir, config.node.nodeId)
    await killProcessesOfNode(nodeFolder)
    await removeTree(join(nodeFolder, "instances"))
    const agent = new NodeAgent(config, configPath, nodeFolder, await EpochLedger.open(nodeFolder))
    await agent.volumes.openAll()
    await agent.open()
  }

  private async open(): Promise<void> {
    const server = new AgentServer(this.routes(), {
      nodeToken: this.token,
      mayUseVolume: (token, volumeId) => this.volumeTokens.get(token)?.has(volumeId) ?? false,
    })
    this.port = await server.listen()
    const { bootId, token, port } = this
    const file: AgentFile = { protocol: AGENT_PROTOCOL, pid: process.pid, port, token, bootId }
    await writeJsonAtomic(agentFileOf(this.nodeFolder), file)
    console.log(JSON.stringify({ at: new Date().toISOString(), message: "node is up", ...file, token: undefined }))
  }

  private report(): NodeReport {
    const { bootId } = this
    const { nodeId } = this.config.node
    const [instances, volumes] = [this.instances.observeAll(), this.volumes.observeAll()]
    return { nodeId, bootId, instances, volumes, ...this.instances.gauge() }
  }

  private async resize(node: NodeSpec): Promise<void> {
    if (node.nodeId !== this.config.node.nodeId) throw refuse("failed", "that is another node")
    this.config = { ...this.config, node }
    await writeJsonAtomic(this.configPath, this.config)
  }

  private doorFor(volumeIds: string[]) {
    const token = randomBytes(24).toString("base64url")
    this.volumeTokens.set(token, new Set(volumeIds))
    return { host: "127.0.0.1", port: this.port, token }
  }

  private primaryMirror(volume: Volume): PrimaryMirror {
    const { volumeId, mirroring } = volume.spec
    const { dataDir } = this.config
    if (mirroring === "postgres")
      return new PostgresPrimary(volume, {
        databaseAt: () => this.instances.databaseOn(volumeId),
        hasDirectWriter: () => this.instances.hasDirectWriter(volumeId),
      })
    return new FilesPrimary(volume, {
      dataDir,
      hasDirectWriter: () => this.instances.hasDirectWriter(volumeId),
      noticed: () => this.instances.volumeChanged(volumeId),
    })
  }

  private replicaMirror(volume: Volume): ReplicaMirror {
    const askPrimary = () => this.askPrimary(volume)
    if (volume.spec.mirroring === "files") return new FilesReplica(volume, askPrimary)
    return new PostgresReplica(volume, { config: this.config, nodeFolder: this.nodeFolder, askPrimary })
  }

  private async askPrimary(volume: Volume): Promise<FollowAnswer> {
    const { role, volumeId } = volume.spec
    if (role.kind !== "replica") throw refuse("failed", "this copy follows nobody")
    const door = await doorOf(nodeDirectoryOf(this.config.dataDir, role.primaryNodeId))
    const json: FollowRequest = { nodeId: this.config.node.nodeId }
    return askAgentJson(door, { method: "POST", path: `/volumes/${volumeId}/follow`, json, timeoutMs: 1_000 })
  }

  private routes(): Route[] {
    return [...this.nodeRoutes(), ...this.fileRoutes(), ...this.replicaRoutes()]
  }

  private nodeRoutes(): Route[] {
    const instance = /^\/instances\/([^/]+)$/
    const volume = /^\/volumes\/([^/]+)$/
    return [
      { method: "GET", path: /^\/report$/, open: "node", handle: async () => this.report() },
      { method: "PUT", path: /^\/node$/, open: "node", handle: async (r) => this.resize(await r.json<NodeSpec>()) },
      {
        method: "PUT",
        path: instance,
        open: "node",
        handle: async (r) => this.instances.ensure(await r.json<InstanceSpec>()),
      },
      { method: "DELETE", path: instance, open: "node", handle: (r) => this.instances.remove(idIn(r)) },
      {
        method: "GET",
        path: /^\/instances\/([^/]+)\/logs$/,
        open: "node",
        handle: (r) => this.instances.of(idIn(r)).log.page(r.query.get("after"), Number(r.query.get("limit") ?? 100)),
      },
      {
        method: "PUT",
        path: volume,
        open: "node",
        handle: async (r) => {
          const spec = await r.json<VolumeSpec>()
          plainId(spec.volumeId)
          return this.volumes.ensure(spec)
        },
      },
      { method: "DELETE", path: volume, open: "node", handle: (r) => this.volumes.remove(idIn(r)) },
    ]
  }

  private fileRoutes(): Route[] {
    const file = /^\/volumes\/([^/]+)\/file$/
    return [
      { method: "GET", path: /^\/volumes\/([^/]+)\/list$/, open: "node", handle: (r) => this.files(r).list(pathIn(r)) },
      {
        method: "GET",
        path: file,
        open: "node",
        handle: async (r) => {
          const { bytes, modifiedAt, body } = await this.files(r).read(pathIn(r))
          return streamed({ "content-length": String(bytes), "x-modified-at": modifiedAt }, body)
        },
      },
      {
        method: "PUT",
        path: file,
        open: "volume",
        handle: (r) => this.files(r).write(pathIn(r), r.body, Number(r.query.get("limit") ?? 0)),
      },
      { method: "DELETE", path: file, open: "volume", handle: (r) => this.files(r).remove(pathIn(r)) },
      ...this.archiveRoutes(),
    ]
  }

  private archiveRoutes(): Route[] {
    const path = /^\/volumes\/([^/]+)\/archive$/
    return [
      {
        method: "GET",
        path,
        open: "node",
        handle: async (r) => streamed({}, await this.volumes.primaryOf(idIn(r)).mirror.copyOut()),
      },
      { method: "PUT", path, open: "node", handle: (r) => this.replaceContent(idIn(r), r.body) },
    ]
  }

  private async replaceContent(volumeId: string, body: Readable): Promise<void> {
    const { volume } = this.volumes.primaryOf(volumeId)
    if (this.instances.hasDirectWriter(volumeId)) throw refuse("failed", "a component uses this volume")
    await volume.exclusively(() => replaceContent(volume, body))
  }

  /** What primaries on other nodes do to our replicas, and replicas on other nodes ask of our primaries. */
  private replicaRoutes(): Route[] {
    const file = /^\/replicas\/([^/]+)\/file$/
    const modified = (r: AgentRequest) => Number(r.query.get("modified") ?? 0)
    return [
      {
        method: "POST",
        path: /^\/volumes\/([^/]+)\/follow$/,
        open: "node",
        handle: async (r) => this.volumes.primaryOf(idIn(r)).mirror.follow((await r.json<FollowRequest>()).nodeId),
      },
      {
        method: "POST",
        path: /^\/volumes\/([^/]+)\/base$/,
        open: "node",
        handle: async (r) => {
          const { mirror } = this.volumes.primaryOf(idIn(r))
          if (!(mirror instanceof PostgresPrimary)) throw refuse("failed", "that volume is no database's")
          return streamed({}, await mirror.baseBackup((await r.json<FollowRequest>()).nodeId))
        },
      },
      {
        method: "POST",
        path: /^\/volumes\/([^/]+)\/copy$/,
        open: "node",
        handle: async (r) => {
          const { volume, mirror } = this.volumes.primaryOf(idIn(r))
          const { vdcId } = await r.json<{ vdcId: string }>()
          if (volume.spec.vdcId !== vdcId) throw refuse("not_found", "no such volume in this data center")
          return streamed({}, await mirror.copyOut())
        },
      },
      {
        method: "GET",
        path: /^\/replicas\/([^/]+)\/tree$/,
        open: "node",
        handle: (r) => this.replica(r, (writes) => writes.tree()),
      },
      {
        method: "PUT",
        path: file,
        open: "node",
        handle: (r) => this.replica(r, (writes) => writes.write(pathIn(r), modified(r), r.body)),
      },
      {
        method: "DELETE",
        path: file,
        open: "node",
        handle: (r) => this.replica(r, (writes) => writes.remove(pathIn(r))),
      },
      {
        method: "PUT",
        path: /^\/replicas\/([^/]+)\/folder$/,
        open: "node",
        handle: (r) => this.replica(r, (writes) => writes.makeFolder(pathIn(r))),
      },
    ]
  }

  private files(r: AgentRequest): VolumeFiles {
    const { volume, mirror } = this.volumes.primaryOf(idIn(r))
    return new VolumeFiles(volume, mirror)
  }

  private replica<T>(r: AgentRequest, act: (writes: ReplicaWrites) => Promise<T>): Promise<T> {
    const { volume, replica } = this.volumes.of(idIn(r))
    return volume.exclusively(async () => {
      const known = replica instanceof FilesReplica && replica.accepts(r.query.get("lineage") ?? "")
      if (!known) throw refuse("stale_epoch", "this copy does not follow that primary")
      return act(new ReplicaWrites(volume))
    })
  }
}

const idIn = (r: AgentRequest) => plainId(r.params[0] ?? "")
const pathIn = (r: AgentRequest) => r.query.get("path") ?? ""
