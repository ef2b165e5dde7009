import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { cp, readdir } from "node:fs/promises"
import { join } from "node:path"
import type { CopySource, ObservedVolume, VolumeSpec } from "../../fabric-driver"
import { removeTree } from "../node-directory"
import { asFabricError, errorCode, refuse } from "./agent-failure"
import type { EpochLedger } from "./epoch-ledger"
import { Turns } from "./turns"
import { Volume } from "./volume"
import type { PrimaryMirror, ReplicaMirror } from "./volume-mirror"

export type VolumesDeps = {
  nodeFolder: string
  contentFolder: string
  epochs: EpochLedger
  /** Fills a new volume with what another one holds. */
  copyInto(volume: Volume, source: CopySource): Promise<void>
  mirrors: { primary(volume: Volume): PrimaryMirror; replica(volume: Volume): ReplicaMirror }
  /** Ends whatever runs on the volume, at once; returns when nothing can write to it any more. */
  killUsers(volumeId: string): Promise<void>
}

type Held = { volume: Volume; primary: PrimaryMirror | null; replica: ReplicaMirror | null }

/** The copies of volumes on this node. */
export class Volumes {
  private readonly held = new Map<string, Held>()
  private readonly turns = new Turns()

  constructor(private readonly deps: VolumesDeps) {}

  /** After a boot: volumes are as they were, and replicas go on following; only `ensure` changes a role. */
  async openAll(): Promise<void> {
    const folder = join(this.deps.nodeFolder, "volumes")
    const names = await readdir(folder).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return []
      throw error
    })
    for (const name of names) {
      const volume = await Volume.open(join(folder, name))
      if (!volume) await removeTree(join(folder, name))
      else {
        await volume.makeFolders()
        this.hold(volume)
      }
    }
  }

  ensure(spec: VolumeSpec): Promise<ObservedVolume> {
    return this.turns.take(spec.volumeId, async () => {
      await this.deps.epochs.admit("volume", spec.volumeId, spec.epoch)
      const held = this.held.get(spec.volumeId)
      if (!held) await this.create(spec)
      else if (held.volume.spec.role.kind === spec.role.kind) await this.keep(held, spec)
      else if (spec.epoch <= held.volume.spec.epoch)
        throw refuse("stale_epoch", "a volume changes its role only with a higher epoch")
      else if (spec.role.kind === "primary") await this.promote(held, spec)
      else await this.demote(held, spec)
      return this.observe(this.of(spec.volumeId))
    })
  }

  remove(volumeId: string): Promise<void> {
    return this.turns.take(volumeId, async () => {
      const held = this.held.get(volumeId)
      if (!held) return
      await this.deps.killUsers(volumeId)
      await this.release(held)
      await removeTree(held.volume.directory)
    })
  }

  observeAll(): ObservedVolume[] {
    return [...this.held.values()].map((held) => this.observe(held))
  }

  of(volumeId: string): Held {
    const held = this.held.get(volumeId)
    if (!held) throw refuse("not_found", "no such volume on this node")
    return held
  }

  primaryOf(volumeId: string): { volume: Volume; mirror: PrimaryMirror } {
    const { volume, primary } = this.of(volumeId)
    if (!primary) throw refuse("failed", "this node has a replica of the volume, its primary is elsewhere")
    return { volume, mirror: primary }
  }

  private observe({ volume, replica }: Held): ObservedVolume {
    const { volumeId, epoch, role } = volume.spec
    const standing = replica?.observe() ?? { state: "ok" as const, ageMs: null }
    return { volumeId, epoch, role: role.kind, ...standing, usedBytes: volume.usedBytes }
  }

  private hold(volume: Volume): void {
    const { mirrors } = this.deps
    const primary = volume.isPrimary ? mirrors.primary(volume) : null
    const replica = volume.isPrimary ? null : mirrors.replica(volume)
    this.held.set(volume.spec.volumeId, { volume, primary, replica })
  }

  private async release(held: Held): Promise<void> {
    this.held.delete(held.volume.spec.volumeId)
    await held.primary?.stop()
    await held.replica?.stop()
  }

  private async create(spec: VolumeSpec): Promise<void> {
    const volume = await Volume.create(join(this.deps.nodeFolder, "volumes", spec.volumeId), spec)
    if (spec.role.kind === "primary")
      await this.fill(volume, spec.source).catch(async (error: unknown) => {
        await removeTree(volume.directory)
        throw error
      })
    await volume.save({})
    this.hold(volume)
  }

  private async fill(volume: Volume, filling: VolumeSpec["source"]): Promise<void> {
    if (filling.kind === "empty") return
    if (filling.kind === "copy") return this.deps.copyInto(volume, filling)
    const { content } = filling
    const source = join(this.deps.contentFolder, content)
    if (!/^[a-z0-9-]+@[0-9]+$/.test(content) || !existsSync(source))
      throw refuse("not_found", `this fabric has no content “${content}”`)
    await cp(source, volume.data, { recursive: true })
  }

  private async keep(held: Held, spec: VolumeSpec): Promise<void> {
    const moved = JSON.stringify(held.volume.spec.role) !== JSON.stringify(spec.role)
    if (JSON.stringify(held.volume.spec) !== JSON.stringify(spec)) await held.volume.save({ spec })
    if (!moved) return
    await this.release(held)
    this.hold(held.volume)
  }

  private async promote(held: Held, spec: VolumeSpec): Promise<void> {
    const { volume } = held
    if (spec.mirroring === "postgres" && volume.record.copyOf === null)
      throw refuse("failed", "the copy of this database was never complete and cannot take over")
    await this.release(held)
    try {
      await volume.save({ spec, lineage: randomUUID(), copyOf: null, followed: false })
    } finally {
      this.hold(volume)
    }
  }

  /** Its data may hold what was never acknowledged; it starts over as a copy. */
  private async demote(held: Held, spec: VolumeSpec): Promise<void> {
    await this.deps.killUsers(spec.volumeId)
    await this.release(held)
    try {
      await removeTree(held.volume.data)
      await held.volume.makeFolders()
      await held.volume.save({ spec, copyOf: null })
      held.volume.usedBytes = 0
    } catch (error) {
      console.error(`demoting ${spec.volumeId}: ${asFabricError(error).message}`)
      throw error
    } finally {
      this.hold(held.volume)
    }
  }
}
