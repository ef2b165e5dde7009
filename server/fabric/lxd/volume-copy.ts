import { FabricError, type VolumeSpec } from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { projectOf, volumeName } from "./core/names"
import { EngineError } from "./engine-error"
import type { Operation } from "./engine-http"
import type { VolumeRow } from "./rows"
import { mappingOf, pullVolume } from "./volume-transfer"
import type { Volumes } from "./volumes"

type CopySource = Extract<VolumeSpec["source"], { kind: "copy" }>
type Config = Record<string, string>
type Listed = Operation & { description: string; location: string }

/**
 * New volumes from what others hold: on one member the engine shares blocks where its pool can, between two the target pulls. Engines
 * take a snapshot of their own for either, so a writer goes on.
 */
export class VolumeCopies {
  constructor(
    private readonly cluster: Cluster,
    private readonly volumes: Volumes,
  ) {}

  /** Makes it, not yet `ok`: only who has heard that all of it arrived may say so. */
  async make(spec: VolumeSpec, source: CopySource, to: Member, config: Config, signal: AbortSignal): Promise<void> {
    const from = await this.cluster.memberOf(source.ofNodeId)
    const listed = await this.volumes.find(from, source.ofVolumeId)
    const isPrimary = listed?.config["user.gridline.role"] === "primary"
    const isWhole = listed?.config["user.gridline.state"] === "ok"
    if (!listed || !isPrimary || !isWhole || listed.project !== projectOf(spec.vdcId))
      throw new FabricError("not_found", `${from.name} has no whole volume of this data center to copy`, false)
    const row = await this.volumes.read(from, listed.project, source.ofVolumeId, signal)
    const settings = { ...config, ...mappingOf(row) }
    const name = volumeName(spec.volumeId)
    await this.copy({ from, to, row, name, settings }, signal).catch((error: unknown) => {
      if (error instanceof EngineError && error.isThere)
        throw new FabricError("failed", "this copy is being made already", true)
      throw error
    })
  }

  private async copy(
    way: { from: Member; to: Member; row: VolumeRow; name: string; settings: Config },
    signal: AbortSignal,
  ): Promise<void> {
    const { from, to, row, name, settings } = way
    const path = await this.volumes.path(row.name)
    if (from.name !== to.name) {
      const transfer = { from, to, source: row, name, settings, isRefresh: false, isBare: true }
      return pullVolume(this.cluster, path, transfer, signal)
    }
    const http = await this.cluster.http()
    const { storagePool: pool } = await this.cluster.access()
    await http.call(to.address, "POST", path.slice(0, path.lastIndexOf("/")), {
      query: { project: row.project, ...(await this.cluster.target(to.name)) },
      body: {
        name,
        type: "custom",
        content_type: "filesystem",
        config: settings,
        source: { type: "copy", name: row.name, pool, volume_only: true },
      },
      signal,
    })
  }

  /**
   * A copy that was broken off may still be under way at the engine, which does not say of which volume: as long as the member copies
   * anything of this project, nothing is taken away from under it.
   */
  async refuseWhileUnderWay(member: Member, project: string, signal: AbortSignal): Promise<void> {
    const http = await this.cluster.http()
    const query = { project, recursion: 1 }
    const found = await http.call<Record<string, Listed[]>>(member.address, "GET", "/1.0/operations", { query, signal })
    const running = await this.cluster.located(Object.values(found ?? {}).flat())
    if (running.some((o) => o.status_code < 200 && o.location === member.name && /storage volume/i.test(o.description)))
      throw new FabricError("failed", "a copy that was broken off is still under way", true)
  }
}
