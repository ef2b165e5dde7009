import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { askAgent, doorOf } from "../agent-client"
import { nodeDirectoryOf, removeTree, templateDirectoryOf } from "../node-directory"
import { signalTo } from "../node-processes"
import { receiveFrames } from "../postgres/base-stream"
import { chownTree, postgresUser, readPostmasterPid, standbyFile, writeForPostgres } from "../postgres/engine"
import type { AgentConfig, FollowAnswer } from "../protocol"
import { asFabricError, refuse } from "./agent-failure"
import { bytesIn, scanTree } from "./file-tree"
import { followEveryMs } from "./follower-lease"
import { LogFile } from "./log-file"
import { ReplicaStanding } from "./replica-standing"
import { RunnerProcess } from "./runner-process"
import type { Volume } from "./volume"
import type { ReplicaMirror } from "./volume-mirror"

type Stream = NonNullable<FollowAnswer["stream"]>
type Deps = { config: AgentConfig; nodeFolder: string; askPrimary(): Promise<FollowAnswer> }

const startAgainAfterMs = 1_000
/** A standby that cannot get in step for so long although the database runs has lost its place in the log. */
const startOverAfterMs = 20_000
const measureEveryMs = 10_000

/** Keeps a copy of a database: a base backup first, then a PostgreSQL standby that streams from the primary. */
export class PostgresReplica implements ReplicaMirror {
  private readonly standing: ReplicaStanding
  /** The base backup was made in this life of the node: until it has caught up, this is still the first copy. */
  private copiedNow = false
  private standby: RunnerProcess | null = null
  private standbyEndedMs = 0
  private settings = ""
  private copying: AbortController | null = null
  private tryingSinceMs: number | null = null
  private measuredMs = 0
  private timer: NodeJS.Timeout
  private beating: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly volume: Volume,
    private readonly deps: Deps,
  ) {
    this.standing = new ReplicaStanding(volume)
    this.timer = setTimeout(() => this.beat(), 0)
  }

  observe() {
    return this.standing.observe(this.copiedNow || this.volume.record.copyOf === null)
  }

  /** The standby is ended in order, so that the copy can be started as it is. */
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    this.copying?.abort()
    await this.beating
    await this.endStandby()
  }

  private beat(): void {
    this.beating = this.follow()
      .catch((error: unknown) => {
        const failure = asFabricError(error)
        // The primary being away is seen by the promise running out.
        if (failure.code !== "node_unreachable") console.error(`replica of a database: ${failure.message}`)
      })
      .then(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.beat(), followEveryMs)
      })
  }

  private async follow(): Promise<void> {
    const askedMs = Date.now()
    const answer = await this.deps.askPrimary()
    if (answer.leaseMs > 0 && this.volume.record.copyOf === answer.lineage) {
      await this.standing.inStep(askedMs, answer)
      this.tryingSinceMs = null
    }
    if (answer.stream && !this.copying && !this.stopped) await this.attend(answer.lineage, answer.stream)
    if (Date.now() - this.measuredMs < measureEveryMs) return
    this.measuredMs = Date.now()
    this.volume.usedBytes = bytesIn(await scanTree(this.volume.data))
  }

  private async attend(lineage: string, stream: Stream): Promise<void> {
    if (this.volume.record.copyOf !== lineage) {
      // Long, so beside the heartbeat: the primary must go on seeing us.
      void this.copy(lineage, stream).catch((error: unknown) => {
        console.error(`copy of a database: ${asFabricError(error).message}`) // the next heartbeat tries again
      })
      return
    }
    await this.writeSettings(stream)
    if (!this.standby && Date.now() - this.standbyEndedMs > startAgainAfterMs) this.startStandby()
    if (this.standing.isOk) return
    this.tryingSinceMs ??= Date.now()
    if (Date.now() - this.tryingSinceMs > startOverAfterMs) await this.startOver()
  }

  private async startOver(): Promise<void> {
    this.tryingSinceMs = null
    await this.endStandby()
    await this.volume.save({ copyOf: null })
  }

  private async copy(lineage: string, stream: Stream): Promise<void> {
    const { role, volumeId } = this.volume.spec
    if (role.kind !== "replica") throw refuse("failed", "this copy follows nobody")
    const copying = new AbortController()
    this.copying = copying
    try {
      await this.endStandby()
      await this.volume.save({ copyOf: null })
      this.standing.startOver()
      await removeTree(this.volume.data)
      await mkdir(this.volume.data, { mode: 0o700 })
      const door = await doorOf(nodeDirectoryOf(this.deps.config.dataDir, role.primaryNodeId))
      const json = { nodeId: this.deps.config.node.nodeId }
      const call = { method: "POST", path: `/volumes/${volumeId}/base`, json, signal: copying.signal } as const
      await receiveFrames(await askAgent(door, { ...call, timeoutMs: 60_000 }), this.volume.data)
      await chownTree(this.volume.data, await postgresUser())
      this.settings = ""
      await this.writeSettings(stream)
      this.copiedNow = true
      if (!this.stopped) await this.volume.save({ copyOf: lineage })
    } finally {
      this.copying = null
    }
  }

  private async writeSettings(stream: Stream): Promise<void> {
    const { host, port, user, password, name, slot } = stream
    const conninfo = `host=${host} port=${port} user=${user} password=${password} application_name=${name} connect_timeout=2`
    const settings = `primary_conninfo = '${conninfo}'\nprimary_slot_name = '${slot}'\n`
    if (settings === this.settings) return
    const owner = await postgresUser()
    await writeForPostgres(join(this.volume.data, "standby.signal"), "", owner)
    await writeForPostgres(join(this.volume.data, standbyFile), settings, owner)
    this.settings = settings
    const postmaster = this.standby ? await readPostmasterPid(this.volume.data) : null
    if (postmaster) signalTo(postmaster, "SIGHUP")
  }

  private startStandby(): void {
    const { config, nodeFolder } = this.deps
    const directory = this.volume.standbyFolder
    const { volumeId } = this.volume.spec
    const start = {
      program: "standby",
      path: `standby of ${volumeId}`,
      directory,
      nodeDirectory: nodeFolder,
      bundleDirectory: config.bundleDirectory,
      templateDirectory: templateDirectoryOf(config.dataDir),
      postgresBin: config.postgresBin,
      properties: {},
      resources: { cpuMillis: 0, memoryMib: 0 },
      secret: "",
      inputs: [],
      outputs: [],
      volumes: [{ name: "data", volumeId, directory: this.volume.data }],
      volumeDoor: { host: "", port: 0, token: "" }, // a standby writes to no files volume
    }
    const standby: RunnerProcess = new RunnerProcess(start, new LogFile(directory), {
      ready: () => undefined,
      counters: () => undefined,
      ended: (reason) => {
        if (this.standby !== standby) return
        this.standby = null
        this.standbyEndedMs = Date.now()
        console.error(`standby of ${volumeId} ended: ${reason}`)
      },
    })
    this.standby = standby
  }

  private async endStandby(): Promise<void> {
    const { standby } = this
    this.standby = null
    await standby?.stop()
  }
}
