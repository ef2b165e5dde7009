import type { Interval } from "@/lib/interval"
import type { MeterName } from "@/lib/meter"
import type { BillingPeriod } from "./billing-period"

export type NodePurpose = "base" | "burst" | "upgrade" | "dr"

/** One price: millionths of the minor unit per priced unit of the meter (unit-hour, or GiB). */
export type Rate = {
  id: string
  meter: MeterName
  /** Null: any. */
  machineClassId: string | null
  purpose: NodePurpose | null
  microsPerUnit: bigint
}

/** A price list, valid from an instant until the next one's. */
export type TariffVersion = { id: string; currency: string; validFrom: bigint; rates: readonly Rate[] }

export type PackageTerms = {
  name: string
  currency: string
  monthlyPriceMinor: bigint
  nodes: number
  machineClass: string
  includedVolumeGib: number
  includedTransferGib: number
}

export type VdcTerms = {
  id: string
  name: string
  dataCenter: string
  package: PackageTerms
  /** When the package was in force, not clipped; `to` null while it is. Null: never yet. */
  active: { from: bigint; to: bigint | null } | null
  /** Oldest first. */
  tariffs: readonly TariffVersion[]
  /** Machine class id → name, for sentences. */
  machineClasses: ReadonlyMap<string, string>
}

/** Exact use of one kind within one part of the period: unit-microseconds for levels, bytes for counters. */
export type UsageSum = {
  /** Index into `tariffParts` of the VDC. */
  part: number
  meter: MeterName
  machineClassId: string | null
  purpose: NodePurpose | null
  raw: bigint
}

export type BillingSnapshot = {
  currency: string
  timeZone: string
  period: BillingPeriod
  vdcs: readonly { terms: VdcTerms; sums: readonly UsageSum[] }[]
}

export type RatedLine = {
  kind: "fee" | "usage" | "included" | "overage"
  vdcId: string
  vdcName: string
  meter: MeterName | null
  rateId: string | null
  title: string
  /** The sentence that says why. */
  why: string
  /** Unit-seconds or bytes. */
  quantity: bigint
  microsPerUnit: bigint
  span: Interval
  amountMinor: bigint
}
