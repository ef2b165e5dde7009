import { isMetered } from "@/server/domain/application"
import { type CounterReading, type Level, recordCounters, setLevels } from "@/server/domain/metering"
import type { Pass } from "./pass"
import type { ComponentRow, VolumeRow } from "./vdc-view-store"

/** Core and memory levels of a component from `at` on; nothing of it is metered while it does not run. */
export function componentLevels(_pass: Pass, component: ComponentRow, metered: boolean, at: Date): Level[] {
  const subject = {
    tenantId: component.tenantId,
    vdcId: component.vdcId,
    applicationId: component.applicationId,
    subjectType: "component" as const,
    subjectId: component.id,
    subjectName: component.path,
    at,
  }
  return [
    { ...subject, meter: "component_core_hours", quantity: metered ? BigInt(component.cpuMillis) : 0n },
    { ...subject, meter: "component_memory_gib_hours", quantity: metered ? BigInt(component.memoryMib) : 0n },
  ]
}

/**
 * A volume costs its size for every copy there is, in the trash too: its bytes are still kept. One of a snapshot has a price of its own,
 * and is told with the application it was taken of.
 */
const volumeLevel = (volume: VolumeRow, at: Date): Level => ({
  tenantId: volume.tenantId,
  vdcId: volume.vdcId,
  applicationId: volume.snapshot?.applicationId ?? volume.applicationId,
  subjectType: "volume",
  subjectId: volume.id,
  subjectName: volume.path,
  meter: volume.snapshot ? "snapshot_gib_hours" : "volume_gib_hours",
  quantity: BigInt(volume.sizeGib * volume.replicas.length),
  at,
})

/** Says what holds now; what held before is no write at all. Transfer of gateways comes from their counters. */
export async function meterVdc(pass: Pass): Promise<void> {
  const { view, now } = pass
  const levels = [
    ...view.components.flatMap((c) => componentLevels(pass, c, isMetered(c.state), now)),
    ...view.volumes.map((v) => volumeLevel(v, now)),
  ]
  const readings = view.components.flatMap((c): CounterReading[] => {
    const usage = pass.seen.get(c.nodeId ?? "")?.report?.instances.find((i) => i.instanceId === c.id)?.usage
    if (!usage || usage.externalTxBytes === 0) return []
    return [
      {
        tenantId: c.tenantId,
        vdcId: c.vdcId,
        applicationId: c.applicationId,
        subjectId: c.id,
        subjectName: c.path,
        meter: "transfer_out_gib",
        counterEpoch: usage.counterEpoch,
        reading: BigInt(usage.externalTxBytes),
        at: now,
      },
    ]
  })
  await pass.inVdc(async (tx) => {
    await setLevels(tx, levels)
    await recordCounters(tx, readings)
  })
}
