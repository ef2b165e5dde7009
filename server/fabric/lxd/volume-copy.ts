import { type CopySource, FabricError, type VolumeSpec } from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { projectOf, volumeName } from "./core/names"
import { EngineError } from "./engine-error"
import type { Operation } from "./engine-http"
import { relayVolume } from "./volume-relay"
import { customVolumes, mappingOf, pullVolume, type Transfer } from "./volume-transfer"
import type { Volumes } from "./volumes"

type Config = Record<string, string>
type Listed = Operation & { description: string; location: string }

/**
 * New volumes from what others hold: on one member the engine shares blocks where its pool can, else the target receives them. Engines
 * take a snapshot of their own for it, so a writer goes on.
 */
export class VolumeCopies {
  /** `cluster`: of the volumes that are made. */
  constructor(private readonly cluster: Cluster) {}

  /** Makes it, not yet `ok`: only who has heard that all of it arrived may say so. `origin`: the volumes of the source's cluster. */
  async make(
    spec: VolumeSpec,
    source: CopySource,
    way: { origin: Volumes; to: Member; config: Config },
    signal: AbortSignal,
  ): Promise<void> {
    const { origin, to, config } = way
    const { member, row } = await origin.whole(source, signal)
    const transfer: Transfer = {
      from: { cluster: origin.cluster, member, volume: row },
      to: { cluster: this.cluster, member: to, project: projectOf(spec.vdcId), name: volumeName(spec.volumeId) },
      settings: { ...config, ...mappingOf(row) },
      isRefresh: false,
      isBare: true,
    }
    await this.copy(transfer, signal).catch((error: unknown) => {
      if (error instanceof EngineError && error.isThere)
        throw new FabricError("failed", "this copy is being made already", true)
      throw error
    })
  }

  private async copy(transfer: Transfer, signal: AbortSignal): Promise<void> {
    const { from, to, settings } = transfer
    if (from.cluster !== this.cluster) return relayVolume(transfer, signal)
    if (from.member.name !== to.member.name) return pullVolume(transfer, signal)
    const http = await this.cluster.http()
    const { storagePool: pool } = await this.cluster.access()
    await http.call(to.member.address, "POST", await customVolumes(this.cluster), {
      query: { project: to.project, ...(await this.cluster.target(to.member.name)) },
      body: {
        name: to.name,
        type: "custom",
        content_type: "filesystem",
        config: settings,
        source: { type: "copy", name: from.volume.name, pool, project: from.volume.project, volume_only: true },
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
