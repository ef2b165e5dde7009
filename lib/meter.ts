import { divideHalfAwayFromZero, fixed } from "./money"

export type MeterName =
  | "node_hours"
  | "component_core_hours"
  | "component_memory_gib_hours"
  | "volume_gib_hours"
  | "snapshot_gib_hours"
  | "transfer_out_gib"
  | "class_hours"

export type MeterInfo = {
  /** A level is counted over time (unit-hours); a counter in itself (bytes). */
  kind: "level" | "counter"
  title: string
  /** What one priced unit is called. */
  unit: string
  /** One of it, as in "per …". */
  one: string
  /** Stored whole units in one priced unit: thousandths of a core, MiB in a GiB, bytes in a GiB. */
  scale: bigint
}

export const meters: Record<MeterName, MeterInfo> = {
  node_hours: { kind: "level", title: "Nodes", unit: "node-hours", one: "node-hour", scale: 1n },
  component_core_hours: {
    kind: "level",
    title: "Cores of components",
    unit: "core-hours",
    one: "core-hour",
    scale: 1000n,
  },
  component_memory_gib_hours: {
    kind: "level",
    title: "Memory of components",
    unit: "GiB-hours",
    one: "GiB-hour",
    scale: 1024n,
  },
  volume_gib_hours: { kind: "level", title: "Volumes", unit: "GiB-hours", one: "GiB-hour", scale: 1n },
  snapshot_gib_hours: { kind: "level", title: "Snapshots", unit: "GiB-hours", one: "GiB-hour", scale: 1n },
  transfer_out_gib: { kind: "counter", title: "Transfer out", unit: "GiB", one: "GiB", scale: 1024n ** 3n },
  class_hours: { kind: "level", title: "Marketplace classes", unit: "instance-hours", one: "instance-hour", scale: 1n },
}

/** In the order they stand on invoices and pages. */
export const meterNames = Object.keys(meters) as MeterName[]

const microsecondsPerHour = 3_600_000_000n

/**
 * How much of a raw sum makes one priced unit. Raw sums are unit-microseconds for levels, bytes for counters, so that they
 * are exact for any clipping.
 */
export const rawPerUnit = (meter: MeterName): bigint =>
  meters[meter].scale * (meters[meter].kind === "level" ? microsecondsPerHour : 1n)

/** A raw sum in the meter's unit with six digits: "12.500000" (core-hours). */
export const amountOfRaw = (meter: MeterName, raw: bigint): string =>
  fixed(divideHalfAwayFromZero(raw * 1_000_000n, rawPerUnit(meter)), 6)

/** A raw sum as shown in `quantity` fields: unit-seconds for levels, bytes for counters. */
export const quantityOfRaw = (meter: MeterName, raw: bigint): bigint =>
  meters[meter].kind === "level" ? divideHalfAwayFromZero(raw, 1_000_000n) : raw
