import { FabricError, type InstanceSpec, type NodeReport, type NodeSpec, type VolumeSpec } from "../fabric-driver"
import type { FakeAudit } from "./fake-audit"
import { FakeInstance } from "./fake-instance"
import { FakeVolume } from "./fake-volume"

export type FakeTiming = {
  now(): number
  startMs: number
  stopMs: number
  syncMs: number
  mirrors: "live" | "periodic"
}

const refuse = (code: "stale_epoch" | "not_found" | "failed", message: string) => new FabricError(code, message, false)

export class FakeNode {
  isOn = false
  readonly instances = new Map<string, FakeInstance>()
  readonly volumes = new Map<string, FakeVolume>()
  /** Of everything ever seen here, also of what was removed. */
  private readonly epochs = new Map<string, number>()
  private boots = 0
  private ports: number

  constructor(
    public spec: NodeSpec,
    private readonly timing: FakeTiming,
    private readonly audit: FakeAudit,
    firstPort: number,
  ) {
    this.ports = firstPort
  }

  powerOn(): void {
    if (this.isOn) return
    this.isOn = true
    this.boots++
    this.instances.clear()
  }

  powerOff(): void {
    this.isOn = false
    for (const instance of this.instances.values()) this.endLife(instance)
  }

  report(): NodeReport {
    const now = this.timing.now()
    return {
      nodeId: this.spec.nodeId,
      bootId: `${this.spec.nodeId}-boot-${this.boots}`,
      instances: [...this.instances.values()].map((instance) => instance.observe()),
      volumes: [...this.volumes.values()].map((volume) => volume.observe(now, this.timing.mirrors)),
      cpuMillis: 0,
      memoryMib: 0,
    }
  }

  ensureInstance(spec: InstanceSpec): FakeInstance {
    for (const { volumeId } of spec.volumes) this.primary(volumeId)
    this.admit(`instance:${spec.instanceId}`, spec.epoch)
    const known = this.instances.get(spec.instanceId)
    const counterEpoch = `${this.spec.nodeId}-${this.boots}-${this.ports}`
    const instance = known ?? new FakeInstance(spec, this.timing, this.ports, counterEpoch)
    if (!known) this.ports += 10
    const volumeIds = spec.volumes.map(({ volumeId }) => volumeId)
    instance.ensure(spec, !known)
    this.instances.set(spec.instanceId, instance)
    if (instance.isLive) this.audit.begin(this.spec.nodeId, spec.instanceId, volumeIds)
    else this.audit.end(this.spec.nodeId, spec.instanceId, volumeIds, instance.endsAtMs)
    return instance
  }

  failInstance(instanceId: string, reason: string): void {
    const instance = this.instance(instanceId)
    this.endLife(instance)
    instance.fail(reason)
  }

  removeInstance(instanceId: string): void {
    const instance = this.instances.get(instanceId)
    if (!instance) return
    this.endLife(instance)
    this.instances.delete(instanceId)
  }

  ensureVolume(spec: VolumeSpec, content: () => Map<string, Uint8Array>): FakeVolume {
    this.admit(`volume:${spec.volumeId}`, spec.epoch)
    const known = this.volumes.get(spec.volumeId)
    if (!known) return this.createVolume(spec, content)
    if (known.spec.role.kind !== spec.role.kind) {
      if (spec.epoch <= known.spec.epoch) throw refuse("stale_epoch", "a role changes only with a higher epoch")
      if (spec.role.kind === "replica") {
        this.dropUsers(spec.volumeId)
        return this.createVolume(spec, content)
      }
      if (spec.mirroring === "postgres" && known.inStepMs === null)
        throw refuse("failed", "the copy was never complete")
    }
    known.spec = spec
    return known
  }

  removeVolume(volumeId: string): void {
    this.dropUsers(volumeId)
    this.volumes.delete(volumeId)
  }

  primary(volumeId: string): FakeVolume {
    const volume = this.volumes.get(volumeId)
    if (!volume) throw refuse("not_found", "no such volume on this node")
    if (!volume.isPrimary) throw refuse("failed", "this node has a replica of the volume")
    return volume
  }

  instance(instanceId: string): FakeInstance {
    const instance = this.instances.get(instanceId)
    if (!instance) throw refuse("not_found", "no such instance on this node")
    return instance
  }

  private createVolume(spec: VolumeSpec, content: () => Map<string, Uint8Array>): FakeVolume {
    const volume = new FakeVolume(spec)
    const now = this.timing.now()
    if (spec.role.kind === "replica") volume.syncedAtMs = now + this.timing.syncMs
    else for (const [path, bytes] of content()) volume.write(path, bytes, now)
    this.volumes.set(spec.volumeId, volume)
    return volume
  }

  private dropUsers(volumeId: string): void {
    for (const instance of this.instances.values())
      if (instance.spec.volumes.some((volume) => volume.volumeId === volumeId)) {
        this.endLife(instance)
        instance.ensure({ ...instance.spec, wanted: "stopped" }, false)
      }
  }

  private endLife({ spec }: FakeInstance): void {
    const volumeIds = spec.volumes.map(({ volumeId }) => volumeId)
    this.audit.end(this.spec.nodeId, spec.instanceId, volumeIds)
  }

  private admit(key: string, epoch: number): void {
    const seen = this.epochs.get(key)
    if (seen !== undefined && epoch < seen) throw refuse("stale_epoch", `epoch ${epoch} is over, ${seen} is known`)
    this.epochs.set(key, epoch)
  }
}
