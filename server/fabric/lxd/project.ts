import type { VdcSpec } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { projectOf } from "./core/names"
import { EngineError } from "./engine-error"

export type ProjectRow = { name: string; description: string; config: Record<string, string> }
type Config = Record<string, string>

/** What a VDC's components may use and nothing else: no network but its own wires, no host's disk, no nesting, no raw settings. */
const rules = {
  "features.images": "false",
  "features.profiles": "true",
  "features.storage.volumes": "true",
  "features.networks": "false",
  restricted: "true",
  "restricted.devices.disk": "managed",
  "restricted.devices.proxy": "allow",
  "restricted.devices.unix-char": "allow",
  "restricted.cluster.target": "allow",
  "restricted.snapshots": "allow",
} as const

/** What looks into volumes needs this much beside the components, MiB on each node. */
export const keeperMemoryMib = 64

const pathOf = (name: string) => `/1.0/projects/${encodeURIComponent(name)}`
/** A change that was overtaken by another is made again on what is there then. */
const tries = 8

/** A VDC is a project of the engine: limits and rules that hold whatever the driver does, and the names of what belongs to it. */
export class Projects {
  constructor(private readonly cluster: Cluster) {}

  async ensure(spec: VdcSpec): Promise<void> {
    const name = projectOf(spec.vdcId)
    const wanted: Config = {
      ...rules,
      "limits.memory": `${spec.memoryMib + keeperMemoryMib * spec.nodeIds.length}MiB`,
      ...(await this.placement(name, spec.nodeIds)),
    }
    await this.create(name, wanted)
    await this.change(name, (config) => ({ ...config, ...wanted }))
  }

  /** In a cluster its instances may be on its own members only: a group of the engine says so. */
  private async placement(name: string, nodeIds: readonly string[]): Promise<Config> {
    if (!(await this.cluster.isClustered())) return {}
    const members = await Promise.all(nodeIds.map(async (id) => (await this.cluster.memberOf(id)).name))
    const http = await this.cluster.http()
    await this.cluster.ask(async (address, signal) => {
      try {
        await http.call(address, "POST", "/1.0/cluster/groups", { body: { name, description: "", members }, signal })
      } catch (error) {
        if (!(error instanceof EngineError && error.isThere)) throw error
        const path = `/1.0/cluster/groups/${encodeURIComponent(name)}`
        await http.call(address, "PUT", path, { body: { description: "", members }, signal })
      }
    })
    return { "restricted.cluster.groups": name }
  }

  private async create(name: string, config: Config): Promise<void> {
    const http = await this.cluster.http()
    const body = { name, description: "a virtual data center of Gridline", config }
    await this.cluster
      .ask((address, signal) => http.call(address, "POST", "/1.0/projects", { body, signal }))
      .catch((error: unknown) => {
        if (!(error instanceof EngineError && error.isThere)) throw error
      })
  }

  async remove(vdcId: string): Promise<void> {
    const name = projectOf(vdcId)
    const http = await this.cluster.http()
    const gone = (error: unknown) => {
      if (!(error instanceof EngineError && error.isMissing)) throw error
    }
    await this.cluster.ask(async (address, signal) => {
      await http.call(address, "DELETE", pathOf(name), { signal }).catch(gone)
      if (!(await this.cluster.isClustered())) return
      const group = `/1.0/cluster/groups/${encodeURIComponent(name)}`
      // Only an empty group can be removed.
      await http.call(address, "PUT", group, { body: { description: "", members: [] }, signal }).catch(gone)
      await http.call(address, "DELETE", group, { signal }).catch(gone)
    })
  }

  async list(): Promise<ProjectRow[]> {
    const http = await this.cluster.http()
    return this.cluster.ask((address, signal) =>
      http.call<ProjectRow[]>(address, "GET", "/1.0/projects", { query: { recursion: 1 }, signal }),
    )
  }

  async read(name: string): Promise<Config> {
    const http = await this.cluster.http()
    return this.cluster.ask(
      async (address, signal) => (await http.call<ProjectRow>(address, "GET", pathOf(name), { signal })).config,
    )
  }

  /** Compare-and-set by ETag: what two workers note in one project is never lost. Returns what holds now. */
  async change(name: string, next: (config: Config) => Config | null): Promise<Config> {
    const http = await this.cluster.http()
    for (let attempt = 1; ; attempt++)
      try {
        return await this.cluster.ask(async (address, signal) => {
          const { value, etag } = await http.tagged<ProjectRow>(address, pathOf(name), { signal })
          const config = next(value.config)
          if (config === null || JSON.stringify(config) === JSON.stringify(value.config)) return value.config
          const body = { description: value.description, config }
          await http.call(address, "PUT", pathOf(name), { body, headers: { "if-match": etag }, signal })
          return config
        })
      } catch (error) {
        if (!(error instanceof EngineError && error.status === 412) || attempt === tries) throw error
      }
  }
}
