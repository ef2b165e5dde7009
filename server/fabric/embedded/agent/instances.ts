import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { InstanceSpec, ObservedInstance } from "../../fabric-driver"
import { plainId, templateDirectoryOf } from "../node-directory"
import { type ProcessRow, processTable } from "../node-processes"
import { type AgentConfig, images, type VolumeDoor } from "../protocol"
import { refuse } from "./agent-failure"
import type { EpochLedger } from "./epoch-ledger"
import { Instance } from "./instance"
import { Turns } from "./turns"
import type { Volumes } from "./volumes"

export type InstancesDeps = {
  config: AgentConfig
  nodeFolder: string
  epochs: EpochLedger
  volumes(): Volumes
  /** The nas' way to write: a token that opens the files of its own volumes and nothing else. */
  doorFor(volumeIds: string[]): VolumeDoor
}

const sampleEveryMs = 1_000

/** The component instances on this node. */
export class Instances {
  private readonly held = new Map<string, Instance>()
  private readonly turns = new Turns()
  private own = { cpuMillis: 0, memoryMib: 0 }
  private lastOwn: { atMs: number; cpuMillis: number } | null = null

  constructor(private readonly deps: InstancesDeps) {
    setInterval(() => void this.sample(), sampleEveryMs)
  }

  async ensure(spec: InstanceSpec): Promise<ObservedInstance> {
    plainId(spec.instanceId)
    if (!images[spec.image]) throw refuse("image_missing", `this fabric has no image “${spec.image}”`)
    for (const { volumeId } of spec.volumes) this.deps.volumes().primaryOf(volumeId)
    return this.turns.take(spec.instanceId, async () => {
      await this.deps.epochs.admit("instance", spec.instanceId, spec.epoch)
      const instance = this.held.get(spec.instanceId) ?? this.make(spec)
      await instance.ensure(spec)
      return instance.observe()
    })
  }

  remove(instanceId: string): Promise<void> {
    return this.turns.take(instanceId, async () => {
      await this.held.get(instanceId)?.remove()
      this.held.delete(instanceId)
    })
  }

  of(instanceId: string): Instance {
    const instance = this.held.get(instanceId)
    if (!instance) throw refuse("not_found", "no such instance on this node")
    return instance
  }

  observeAll(): ObservedInstance[] {
    return [...this.held.values()].map((instance) => instance.observe())
  }

  /** Of the whole node: its instances and the agent itself. */
  gauge(): { cpuMillis: number; memoryMib: number } {
    const usages = this.observeAll().map(({ usage }) => usage)
    const cpuMillis = usages.reduce((sum, usage) => sum + usage.cpuMillis, this.own.cpuMillis)
    return { cpuMillis, memoryMib: usages.reduce((sum, usage) => sum + usage.memoryMib, this.own.memoryMib) }
  }

  volumeChanged(volumeId: string): void {
    for (const instance of this.held.values()) instance.volumeChanged(volumeId)
  }

  private usersOf(volumeId: string): Instance[] {
    return [...this.held.values()].filter(({ spec }) => spec.volumes.some((volume) => volume.volumeId === volumeId))
  }

  async killUsersOf(volumeId: string): Promise<void> {
    await Promise.all(this.usersOf(volumeId).map((instance) => instance.kill()))
  }

  /** The nas writes through the volume layer; everything else writes as it likes. */
  hasDirectWriter(volumeId: string): boolean {
    return this.usersOf(volumeId).some(({ spec }) => spec.image !== "nas@1" && spec.wanted === "running")
  }

  /** Where the database on a volume listens; null while it does not run. */
  databaseOn(volumeId: string): { host: string; port: number } | null {
    const [first] = this.usersOf(volumeId).flatMap((instance) => Object.values(instance.observe().inputs))
    return first ?? null
  }

  private make(spec: InstanceSpec): Instance {
    const { config, nodeFolder } = this.deps
    const instance = new Instance(
      { ...spec, wanted: "stopped" },
      {
        directory: join(nodeFolder, "instances", spec.instanceId),
        changed: () => undefined,
        prepare: async (wish) => {
          const directory = join(nodeFolder, "instances", wish.instanceId)
          await mkdir(directory, { recursive: true, mode: 0o711 })
          return {
            program: images[wish.image] ?? "",
            directory,
            nodeDirectory: nodeFolder,
            bundleDirectory: config.bundleDirectory,
            templateDirectory: templateDirectoryOf(config.dataDir),
            postgresBin: config.postgresBin,
            volumeDoor: this.deps.doorFor(wish.volumes.map(({ volumeId }) => volumeId)),
            volumes: wish.volumes.map(({ name, volumeId }) => {
              const { volume } = this.deps.volumes().primaryOf(volumeId)
              return { name, volumeId, directory: volume.data }
            }),
          }
        },
      },
    )
    this.held.set(spec.instanceId, instance)
    return instance
  }

  private async sample(): Promise<void> {
    const { user, system } = process.cpuUsage()
    const [last, now] = [this.lastOwn, { atMs: Date.now(), cpuMillis: (user + system) / 1_000 }]
    const spent = last ? (now.cpuMillis - last.cpuMillis) / Math.max(1, now.atMs - last.atMs) : 0
    this.lastOwn = now
    this.own = {
      cpuMillis: Math.round(spent * 1000),
      memoryMib: Math.round(process.memoryUsage.rss() / 1024 / 1024),
    }
    // The table has everything that runs on the machine: an agent that runs nothing has no use for it.
    if (this.held.size === 0) return
    let table: ProcessRow[]
    try {
      table = await processTable()
    } catch (error) {
      console.error(`process table: ${error instanceof Error ? error.message : error}`)
      return // the gauges of instances stay as they were
    }
    for (const instance of this.held.values()) instance.sample(table)
  }
}
