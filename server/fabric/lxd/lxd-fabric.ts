import { setTimeout as pause } from "node:timers/promises"
import {
  type Command,
  type Console,
  type Executed,
  type FabricDriver,
  FabricError,
  type InstanceRef,
  type InstanceSpec,
  type LogLine,
  type NodeReport,
  type NodeSpec,
  type ObservedInstance,
  type TerminalSize,
  type VdcSpec,
  type VolumeRef,
  type VolumeSpec,
} from "../fabric-driver"
import { Cluster, type ClusterSource, type Member } from "./cluster"
import { openConsole } from "./console"
import { rowOfEvent } from "./core/event-news"
import { DoorCounters } from "./door-counters"
import { asFabricError, EngineError } from "./engine-error"
import { Epochs } from "./epochs"
import { Files } from "./files"
import { Images } from "./images"
import { Inside } from "./inside"
import { Instances } from "./instances"
import { Keeper } from "./keeper"
import { Listener } from "./listener"
import { Mirror } from "./mirror"
import { NodeReports } from "./node-report"
import { Redfish } from "./power"
import { Projects } from "./project"
import { type InstanceRow, Rows } from "./rows"
import { Usage } from "./usage"
import { VolumeArchives } from "./volume-archives"
import { Volumes } from "./volumes"
import { Wires } from "./wires"

export type LxdFabricOptions = {
  /** Read again every few seconds: how to reach the cluster and which node is which member. */
  source: ClusterSource
  /** Images of class versions (`npm run images:build`), published when first needed. */
  imagesDir: string
  contentDir: string
  onTrouble: (error: unknown, what: string) => void
  /** Another way to a member's address than the one the cluster gives. */
  reach?: (address: string) => string
}

const pollMs = 250

/** A cluster (or single server) of LXD or Incus. Holds no state that matters: everything is in the engine, found by name. */
class LxdFabric implements FabricDriver {
  readonly kind = "lxd"
  readonly mirrors = "periodic"
  private readonly cluster: Cluster
  private readonly listener: Listener
  private readonly rows: Rows
  private readonly projects: Projects
  private readonly instances: Instances
  private readonly volumes: Volumes
  private readonly mirror: Mirror
  private readonly files: Files
  private readonly archives: VolumeArchives
  private readonly inside: Inside
  private readonly reports: NodeReports

  constructor(options: LxdFabricOptions) {
    const cluster = new Cluster(options.source, options.reach)
    this.cluster = cluster
    this.listener = new Listener(cluster, {
      onOpen: () => this.rows.stale(),
      onEvent: ({ action, source, project, location }) => {
        const row = rowOfEvent(action, source, project)
        if (row) this.rows.told(row.kind, { project, location, name: row.name })
      },
    })
    this.rows = new Rows(cluster, () => this.listener.isHeard())
    this.projects = new Projects(cluster)
    this.inside = new Inside(cluster)
    const images = new Images(cluster, options.imagesDir)
    const epochs = new Epochs(this.projects)
    const wires = new Wires(cluster, this.projects)
    const keeper = new Keeper(cluster, this.rows, images, options.contentDir)
    const volumesOf = (driver: FabricDriver) => (driver instanceof LxdFabric ? driver.volumes : null)
    this.volumes = new Volumes({ cluster, rows: this.rows, epochs, keeper, volumesOf, onTrouble: options.onTrouble })
    this.mirror = new Mirror(cluster, this.volumes)
    this.files = new Files(cluster, this.volumes, keeper)
    this.archives = new VolumeArchives(cluster, this.files)
    const { rows, projects, inside, volumes } = this
    this.instances = new Instances({ cluster, rows, projects, epochs, wires, images, inside })
    const usage = new Usage(cluster, options.onTrouble)
    const doors = new DoorCounters(cluster, options.onTrouble)
    this.reports = new NodeReports({ cluster, rows, volumes, inside, usage, doors })
  }

  ensureVdc = (spec: VdcSpec) => told(() => this.projects.ensure(spec))

  removeVdc = (vdcId: string) => told(() => this.projects.remove(vdcId))

  /** With power control it is switched on; without, whoever has the machine does that. Ready once the cluster counts on it. */
  powerOn = (node: NodeSpec, signal: AbortSignal) =>
    told(async () => {
      const member = await this.cluster.memberOf(node.nodeId)
      const power = await this.power()
      await power?.on(member.name, signal)
      while (!(await this.isOnline(member)) || !(await this.answers(member))) await pause(pollMs, undefined, { signal })
    })

  /** As the cluster sees it now; while it has no leader it sees nothing, and is asked again. */
  private async isOnline({ name }: Member): Promise<boolean> {
    try {
      return (await this.cluster.membersNow()).some((m) => m.name === name && m.status === "Online")
    } catch (error) {
      if (error instanceof EngineError) return false
      throw error
    }
  }

  private async answers(member: Member): Promise<boolean> {
    const http = await this.cluster.http()
    try {
      await http.call(member.address, "GET", "/1.0", { signal: AbortSignal.timeout(1_000) })
      return true
    } catch {
      return false // asked again right away: not answering is what is waited for to end
    }
  }

  private async power(): Promise<Redfish | null> {
    const { power } = await this.cluster.access()
    return power && new Redfish(power)
  }

  powerOff = (nodeId: string, signal: AbortSignal) =>
    told(async () => {
      const [member, power] = [await this.cluster.memberOf(nodeId), await this.power()]
      if (!power)
        throw new FabricError(
          "not_supported",
          `This data center has no power control: ${member.name} is switched off by hand, or give it a Redfish address.`,
          false,
        )
      await power.off(member.name, signal)
      this.rows.stale()
    })

  /**
   * With power control: off, and the controller says so. Without: what answers is stopped here and now; what does not is cut off once
   * the cluster itself counts it as offline. Its wires end with it, its volumes are its own copies, nothing starts there by itself
   * when it comes back, and what started elsewhere has other addresses.
   */
  fence = (nodeId: string, signal: AbortSignal) =>
    told(async () => {
      const [member, power] = [await this.cluster.memberOf(nodeId), await this.power()]
      if (power) return power.off(member.name, signal)
      if (await this.answers(member)) return this.stopAll(member, signal)
      while (!(await this.isOffline(member))) await pause(pollMs, undefined, { signal })
    })

  /** The cluster's own verdict, and not the lack of one. */
  private async isOffline({ name }: Member): Promise<boolean> {
    try {
      return (await this.cluster.membersNow()).some((m) => m.name === name && m.status === "Offline")
    } catch (error) {
      if (error instanceof EngineError) return false
      throw error
    }
  }

  private async stopAll(member: Member, signal: AbortSignal): Promise<void> {
    const running = (await this.rows.instancesOn(member.name)).filter((row) => row.status === "Running")
    await Promise.all(running.map((row) => this.instances.cut(member, row, signal)))
  }

  retireNode = (nodeId: string, signal: AbortSignal) =>
    told(async () => {
      const member = await this.cluster.memberOf(nodeId)
      await this.powerOnForCleaning(member, signal)
      this.rows.stale()
      const instances = await this.rows.instancesOn(member.name)
      await Promise.all(instances.map((row) => this.instances.erase(member, row, signal)))
      const volumes = await this.rows.volumesOn(member.name)
      await Promise.all(volumes.map((volume) => this.volumes.erase(member, volume, signal)))
      const rest = await this.rows.instances()
      for (const { name } of (await this.projects.list()).filter((p) => p.name.startsWith("gl-")))
        await this.instances.releaseWires(name, rest)
    })

  /** Its disks can only be emptied while it runs. */
  private async powerOnForCleaning(member: Member, signal: AbortSignal): Promise<void> {
    if (await this.answers(member)) return
    const power = await this.power()
    await power?.on(member.name, signal)
    while (!(await this.answers(member))) await pause(pollMs, undefined, { signal })
  }

  inspectNode = (nodeId: string, signal: AbortSignal): Promise<NodeReport> =>
    told(async () => {
      this.listener.want()
      const member = await this.cluster.memberOf(nodeId)
      try {
        return await this.reports.read(nodeId, member, signal)
      } catch (error) {
        if (!(error instanceof EngineError) || error.status !== 0) throw error
        // A daemon that is restarted leaves its containers running: only power that is off is proof. Else it is silent for now.
        const power = await this.power()
        if (power && !(await power.isOn(member.name, signal)))
          throw new FabricError("node_unreachable", `${member.name} is switched off`, true)
        throw error
      }
    })

  ensureInstance = (spec: InstanceSpec, signal: AbortSignal): Promise<ObservedInstance> =>
    told(async () => {
      const row = await this.instances.ensure(spec, signal)
      return this.reports.observe(row, await this.cluster.memberOf(spec.nodeId))
    })

  removeInstance = (ref: InstanceRef, signal: AbortSignal) => told(() => this.instances.remove(ref, signal))

  logs = (ref: InstanceRef, page: { after: string | null; limit: number }, signal: AbortSignal): Promise<LogLine[]> =>
    told(async () => this.inside.logs(await this.rowOf(ref), page, signal))

  exec = (ref: InstanceRef, command: Command, signal: AbortSignal): Promise<Executed> =>
    this.inRunning(ref, (row) => this.inside.exec(row, command, signal))

  openConsole = (ref: InstanceRef, size: TerminalSize, signal: AbortSignal): Promise<Console> =>
    this.inRunning(ref, (row) => openConsole(this.cluster, row, size, signal))

  private inRunning<T>(ref: InstanceRef, work: (row: InstanceRow) => Promise<T>): Promise<T> {
    return told(async () => {
      const row = await this.rowOf(ref)
      if (row.status !== "Running") throw new FabricError("not_found", "the component does not run", true)
      try {
        return await work(row)
      } catch (error) {
        // What was listed a moment ago may have stopped since.
        if (error instanceof EngineError && /is not running/i.test(error.message))
          throw new FabricError("not_found", "the component does not run", true)
        throw error
      }
    })
  }

  private async rowOf({ nodeId, instanceId }: InstanceRef): Promise<InstanceRow> {
    const member = await this.cluster.memberOf(nodeId)
    const rows = await this.rows.instancesOn(member.name)
    const found = rows.find((row) => row.config["user.gridline.instance"] === instanceId)
    if (!found) throw new FabricError("not_found", `${member.name} has no such component`, false)
    return found
  }

  ensureVolume = (spec: VolumeSpec, signal: AbortSignal) => told(() => this.volumes.ensure(spec, signal))
  removeVolume = (ref: VolumeRef, signal: AbortSignal) => told(() => this.volumes.remove(ref, signal))
  refreshReplica = (ref: VolumeRef & { primaryNodeId: string }, signal: AbortSignal) =>
    told(() => this.mirror.refresh(ref, signal))

  listFiles: FabricDriver["listFiles"] = (ref, path, signal) => told(() => this.files.list(ref, path, signal))
  readFile: FabricDriver["readFile"] = (ref, path, signal) => told(() => this.files.read(ref, path, signal))
  writeFile: FabricDriver["writeFile"] = (ref, path, body, limitBytes, signal) =>
    told(() => this.files.write(ref, path, body, limitBytes, signal))
  removeFile: FabricDriver["removeFile"] = (ref, path, signal) => told(() => this.files.remove(ref, path, signal))

  exportVolume: FabricDriver["exportVolume"] = (ref, signal) => this.archives.export(ref, signal)
  importVolume: FabricDriver["importVolume"] = (ref, entries, signal) =>
    told(() => this.archives.import(ref, entries, signal))

  /** Ends its connections: for tests, and for a data center that was disconnected. */
  close = async (): Promise<void> => {
    this.listener.close()
    await this.cluster.close()
  }
}

/** In the words of the contract. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asFabricError(error)
  }
}

export type ClosableFabric = FabricDriver & { close(): Promise<void> }
export const createLxdFabric = (options: LxdFabricOptions): ClosableFabric => new LxdFabric(options)
