import type { VolumeRef } from "../fabric-driver"
import { FabricError } from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { EngineError } from "./engine-error"
import type { VolumeRow } from "./rows"
import { Turns } from "./turns"
import { mappingOf, pullVolume } from "./volume-transfer"
import { snapshotName, type Volumes } from "./volumes"

/**
 * Brings a replica up to date: a snapshot of the primary, then what changed since the last one they share. Without a new snapshot
 * engines send everything again.
 */
export class Mirror {
  private readonly turns = new Turns()

  constructor(
    private readonly cluster: Cluster,
    private readonly volumes: Volumes,
  ) {}

  refresh(ref: VolumeRef & { primaryNodeId: string }, signal: AbortSignal): Promise<void> {
    return this.turns.take(ref.volumeId, () => this.copy(ref, signal))
  }

  private async copy(ref: VolumeRef & { primaryNodeId: string }, signal: AbortSignal): Promise<void> {
    const [to, from] = await Promise.all([this.cluster.memberOf(ref.nodeId), this.cluster.memberOf(ref.primaryNodeId)])
    const [target, source] = await Promise.all([
      this.volumes.find(to, ref.volumeId),
      this.volumes.find(from, ref.volumeId),
    ])
    if (!target || !source) throw new FabricError("not_found", "one of the two copies is not there (yet)", true)
    if (target.config["user.gridline.role"] !== "replica" || source.config["user.gridline.role"] !== "primary")
      throw new FabricError("stale_epoch", "the copies have changed their roles", false)
    const snapshot = snapshotName(new Date())
    await this.snapshot(from, source, snapshot, signal)
    const isFirst = target.config["user.gridline.state"] !== "ok"
    // A first copy into a volume that shares no snapshot with its source is refused: it makes the volume anew.
    const settings = {
      ...target.config,
      ...mappingOf(await this.volumes.read(from, source.project, ref.volumeId, signal)),
    }
    if (isFirst) await this.removeEmpty(to, target, signal)
    const { cluster } = this
    const transfer = {
      from: { cluster, member: from, volume: source },
      to: { cluster, member: to, project: source.project, name: source.name },
      settings,
      isRefresh: !isFirst,
      isBare: false,
    }
    await pullVolume(transfer, signal)
    const arrived = { ...settings, "user.gridline.state": "ok", "user.gridline.synced": snapshot }
    await this.volumes.patch(to, { ...target, config: settings }, arrived, signal)
    // The last common snapshot stays on both sides: without it the next refresh sends everything.
    const older = (name: string) => name < snapshot
    await Promise.all([
      this.volumes.removeSnapshots(from, source, older, signal),
      this.volumes.removeSnapshots(to, target, older, signal),
    ])
  }

  private async snapshot(member: Member, row: VolumeRow, name: string, signal: AbortSignal): Promise<void> {
    const http = await this.cluster.http()
    const query = { project: row.project, ...(await this.cluster.target(member.name)) }
    const path = await this.volumes.path(row.name, "/snapshots")
    await http.call(member.address, "POST", path, { query, body: { name }, signal }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.isThere)) throw error
    })
  }

  private async removeEmpty(member: Member, row: VolumeRow, signal: AbortSignal): Promise<void> {
    const http = await this.cluster.http()
    const query = { project: row.project, ...(await this.cluster.target(member.name)) }
    await http
      .call(member.address, "DELETE", await this.volumes.path(row.name), { query, signal })
      .catch((error: unknown) => {
        if (!(error instanceof EngineError && error.isMissing)) throw error
      })
  }
}
