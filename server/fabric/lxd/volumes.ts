import {
  type CopySource,
  type FabricDriver,
  FabricError,
  type ObservedVolume,
  type VolumeRef,
  type VolumeSpec,
} from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { projectOf, volumeName } from "./core/names"
import { EngineError } from "./engine-error"
import type { Epochs } from "./epochs"
import { epochOf } from "./instances"
import type { Keeper } from "./keeper"
import type { Rows, VolumeRow } from "./rows"
import { Turns } from "./turns"
import { VolumeCopies } from "./volume-copy"
import { customVolumes } from "./volume-transfer"
import { VolumeUsage } from "./volume-usage"

export type VolumeParts = {
  cluster: Cluster
  rows: Rows
  epochs: Epochs
  keeper: Keeper
  onTrouble: (error: unknown, what: string) => void
  /** Those of another driver's cluster; null for one of another kind. */
  volumesOf: (driver: FabricDriver) => Volumes | null
}
type Config = Record<string, string>

const setting = (volume: VolumeRow, key: string): string | undefined => volume.config[`user.gridline.${key}`]

/** Application volumes are custom volumes; a mirror is a volume of the same name on another member. */
export class Volumes {
  private readonly turns = new Turns()
  private readonly copies: VolumeCopies
  private readonly usage: VolumeUsage
  readonly cluster: Cluster

  constructor(private readonly parts: VolumeParts) {
    this.cluster = parts.cluster
    this.copies = new VolumeCopies(parts.cluster)
    this.usage = new VolumeUsage(parts.cluster, parts.rows, (name, rest) => this.path(name, rest), parts.onTrouble)
  }

  ensure(spec: VolumeSpec, signal: AbortSignal): Promise<ObservedVolume> {
    return this.turns.take(spec.volumeId, () => this.make(spec, signal))
  }

  private async make(spec: VolumeSpec, signal: AbortSignal): Promise<ObservedVolume> {
    const member = await this.parts.cluster.memberOf(spec.nodeId)
    const there = await this.find(member, spec.volumeId)
    await this.parts.epochs.admit(projectOf(spec.vdcId), spec.volumeId, spec.epoch, there ? [epochOf(there)] : [])
    const now = there ? await this.adjust(spec, member, there, signal) : await this.create(spec, member, signal)
    return this.observed(now, await this.lostPrimary(now))
  }

  async find(member: Member, volumeId: string): Promise<VolumeRow | null> {
    const name = volumeName(volumeId)
    return (await this.parts.rows.volumesOn(member.name)).find((v) => v.name === name) ?? null
  }

  /** One that is not in the last listing may have been made, or promoted, by another process since. */
  async findWritable(member: Member, volumeId: string): Promise<VolumeRow | null> {
    const isWritable = (row: VolumeRow | null) => row !== null && setting(row, "role") === "primary"
    const listed = await this.find(member, volumeId)
    if (isWritable(listed)) return listed
    this.parts.rows.stale()
    const fresh = await this.find(member, volumeId)
    return isWritable(fresh) ? fresh : null
  }

  /** A volume to copy from, with all that its engine says of it; refused unless it is one of that VDC, writable and whole. */
  async whole(source: CopySource, signal: AbortSignal): Promise<{ member: Member; row: VolumeRow }> {
    const member = await this.cluster.memberOf(source.ofNodeId)
    const listed = await this.find(member, source.ofVolumeId)
    const isFit = listed && setting(listed, "role") === "primary" && setting(listed, "state") === "ok"
    if (!isFit || listed.project !== projectOf(source.ofVdcId))
      throw new FabricError("not_found", `${member.name} has no whole volume of this data center to copy`, false)
    return { member, row: await this.read(member, listed.project, source.ofVolumeId, signal) }
  }

  private roleConfig(spec: VolumeSpec): Config {
    const { role } = spec
    return {
      "user.gridline.volume": spec.volumeId,
      "user.gridline.epoch": String(spec.epoch),
      "user.gridline.role": role.kind,
      "user.gridline.primary": role.kind === "replica" ? role.primaryNodeId : "",
    }
  }

  private async create(spec: VolumeSpec, member: Member, signal: AbortSignal): Promise<VolumeRow> {
    const isReplica = spec.role.kind === "replica"
    const isFilled = spec.source.kind !== "empty"
    const config: Config = {
      ...this.roleConfig(spec),
      size: `${Math.max(1, Math.round(spec.sizeGib * 1024 * 1024))}KiB`,
      // A replica is usable from its first complete copy on, and a filled volume once all of its content is there.
      "user.gridline.state": isReplica || isFilled ? "syncing" : "ok",
      "user.gridline.synced": "",
    }
    if (!isReplica && spec.source.kind === "copy") {
      const { from } = spec.source
      const origin = from ? this.parts.volumesOf(from) : this
      if (!origin)
        throw new FabricError("not_supported", "Data of another kind of machines cannot be copied here.", false)
      await this.copies.make(spec, spec.source, { origin, to: member, config }, signal)
      this.changed(projectOf(spec.vdcId), volumeName(spec.volumeId), member)
      const copied = await this.read(member, projectOf(spec.vdcId), spec.volumeId, signal)
      return this.patch(member, copied, { "user.gridline.state": "ok" }, signal)
    }
    const body = { name: volumeName(spec.volumeId), type: "custom", content_type: "filesystem", config }
    await this.post(member, projectOf(spec.vdcId), body, signal)
    const row = await this.read(member, projectOf(spec.vdcId), spec.volumeId, signal)
    return isReplica ? row : this.fill(spec, member, row, signal)
  }

  /** Content is copied once; interrupted in the middle it is copied again, before anything may use the volume. */
  private async fill(spec: VolumeSpec, member: Member, row: VolumeRow, signal: AbortSignal): Promise<VolumeRow> {
    if (spec.source.kind !== "content" || setting(row, "state") === "ok") return row
    await this.parts.keeper.fill(member, row, spec.source.content, signal)
    return this.patch(member, row, { "user.gridline.state": "ok" }, signal)
  }

  private async adjust(spec: VolumeSpec, member: Member, there: VolumeRow, signal: AbortSignal): Promise<VolumeRow> {
    const role = setting(there, "role")
    const isNewer = epochOf(there) < spec.epoch
    if (!isNewer && role !== spec.role.kind)
      throw new FabricError(
        "stale_epoch",
        `within epoch ${spec.epoch} this copy is ${role}: roles change with the epoch`,
        false,
      )
    if (spec.role.kind === "primary" && role === "replica") return this.promote(spec, member, there, signal)
    if (spec.role.kind === "replica" && role === "primary") {
      // What it holds was written by a writer that was cut off: it is thrown away before the new primary is followed.
      await this.erase(member, there, signal)
      return this.create(spec, member, signal)
    }
    const isSame = !isNewer && setting(there, "primary") === this.roleConfig(spec)["user.gridline.primary"]
    const row = isSame ? there : await this.patch(member, there, this.roleConfig(spec), signal)
    if (role !== "primary") return row
    if (spec.source.kind !== "copy" || setting(row, "state") === "ok") return this.fill(spec, member, row, signal)
    // Broken off in the middle: nobody knows how much of it is there.
    await this.copies.refuseWhileUnderWay(member, row.project, signal)
    await this.erase(member, row, signal)
    return this.create(spec, member, signal)
  }

  /** A replica goes on with the last complete copy it has; a copy that was under way is taken back to the one before. */
  private async promote(spec: VolumeSpec, member: Member, there: VolumeRow, signal: AbortSignal): Promise<VolumeRow> {
    const snapshot = setting(there, "synced")
    if (setting(there, "state") !== "ok" || !snapshot)
      throw new FabricError("failed", "this copy was never complete: there is nothing to go on with", false)
    const http = await this.parts.cluster.http()
    const query = { project: there.project, ...(await this.parts.cluster.target(member.name)) }
    const path = await this.path(there.name)
    await http.call(member.address, "PUT", path, { query, body: { restore: snapshot }, signal })
    // Engines cannot send on what they received as the start of a chain: its own mirrors begin with a chain of its own.
    await this.removeSnapshots(member, there, () => true, signal)
    return this.patch(member, there, this.roleConfig(spec), signal)
  }

  async remove({ nodeId, volumeId }: VolumeRef, signal: AbortSignal): Promise<void> {
    await this.turns.take(volumeId, async () => {
      const member = await this.parts.cluster.memberOf(nodeId)
      const there = await this.find(member, volumeId)
      if (there) await this.erase(member, there, signal)
    })
  }

  async erase(member: Member, row: VolumeRow, signal: AbortSignal): Promise<void> {
    const volumeId = setting(row, "volume")
    if (volumeId) await this.parts.epochs.retire(row.project, volumeId, epochOf(row))
    await this.parts.keeper.letGo(member, row, signal)
    const http = await this.parts.cluster.http()
    const query = { project: row.project, ...(await this.parts.cluster.target(member.name)) }
    await http.call(member.address, "DELETE", await this.path(row.name), { query, signal }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.isMissing)) throw error
    })
    this.changed(row.project, row.name, member)
  }

  async patch(member: Member, row: VolumeRow, change: Config, signal: AbortSignal): Promise<VolumeRow> {
    const http = await this.parts.cluster.http()
    const query = { project: row.project, ...(await this.parts.cluster.target(member.name)) }
    const body = { config: { ...row.config, ...change } }
    await http.call(member.address, "PATCH", await this.path(row.name), { query, body, signal })
    this.changed(row.project, row.name, member)
    return { ...row, config: body.config }
  }

  /** Snapshots that mirrors rest on. */
  async removeSnapshots(
    member: Member,
    row: VolumeRow,
    goes: (name: string) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const http = await this.parts.cluster.http()
    const query = { project: row.project, ...(await this.parts.cluster.target(member.name)) }
    const path = await this.path(row.name, "/snapshots")
    const urls = await http.call<string[]>(member.address, "GET", path, { query, signal })
    const names = urls.map((url) => decodeURIComponent(new URL(url, member.address).pathname.split("/").at(-1) ?? ""))
    for (const name of names.filter((n) => snapshotPattern.test(n) && goes(n)))
      await http
        .call(member.address, "DELETE", `${path}/${encodeURIComponent(name)}`, { query, signal })
        .catch((error: unknown) => {
          if (!(error instanceof EngineError && error.isMissing)) throw error
        })
  }

  async path(name: string, rest = ""): Promise<string> {
    return `${await customVolumes(this.cluster)}/${encodeURIComponent(name)}${rest}`
  }

  private changed(project: string, name: string, member: Member): void {
    this.parts.rows.changed("volumes", { project, name, location: member.name })
  }

  private async post(
    member: Member,
    project: string,
    body: { name: string } & Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<void> {
    const http = await this.parts.cluster.http()
    const query = { project, ...(await this.parts.cluster.target(member.name)) }
    const path = await customVolumes(this.cluster)
    await http.call(member.address, "POST", path, { query, body, signal }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.isThere)) throw error
    })
    this.changed(project, body.name, member)
  }

  async read(member: Member, project: string, volumeId: string, signal: AbortSignal): Promise<VolumeRow> {
    const http = await this.parts.cluster.http()
    const query = { project, ...(await this.parts.cluster.target(member.name)) }
    const row = await http.call<VolumeRow>(member.address, "GET", await this.path(volumeName(volumeId)), {
      query,
      signal,
    })
    return { ...row, project }
  }

  /** Does the member of a replica's primary answer the cluster? */
  private async lostPrimary(row: VolumeRow): Promise<boolean> {
    const nodeId = setting(row, "primary")
    if (!nodeId) return false
    try {
      return (await this.parts.cluster.memberOf(nodeId)).status !== "Online"
    } catch (error) {
      if (error instanceof FabricError) return true
      throw error
    }
  }

  /** What is on a member, of all `rows` that are there. */
  async observedOn(member: Member, rows: readonly VolumeRow[]): Promise<ObservedVolume[]> {
    this.usage.refresh(member, rows)
    return Promise.all(rows.map(async (row) => this.observed(row, await this.lostPrimary(row))))
  }

  private observed(row: VolumeRow, isPrimaryLost: boolean): ObservedVolume {
    const role = setting(row, "role") === "replica" ? "replica" : "primary"
    const syncedMs = Date.parse(timeOfSnapshot(setting(row, "synced") ?? ""))
    const isWhole = setting(row, "state") === "ok"
    return {
      volumeId: setting(row, "volume") ?? "",
      epoch: epochOf(row),
      role,
      state: !isWhole ? "syncing" : role === "replica" && isPrimaryLost ? "degraded" : "ok",
      ageMs: role === "replica" && isWhole && !Number.isNaN(syncedMs) ? Math.max(0, Date.now() - syncedMs) : null,
      usedBytes: this.usage.of(row),
    }
  }
}

/** Snapshots of mirrors are named after the instant they were taken: `m20260102T030405678Z`. */
export const snapshotName = (at: Date): string => `m${at.toISOString().replace(/[-:.]/g, "")}`
const snapshotPattern = /^m\d{8}T\d{9}Z$/
const timeOfSnapshot = (name: string): string =>
  name.replace(/^m(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, "$1-$2-$3T$4:$5:$6.$7Z")
