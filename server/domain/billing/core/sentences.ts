import { type Interval, lengthOf } from "@/lib/interval"
import { amountOfRaw, type MeterName, meters } from "@/lib/meter"
import { fixed, moneyText, priceText, trimZeros } from "@/lib/money"
import { localText } from "./billing-period"
import type { BillingSnapshot, NodePurpose, Rate, RatedLine, TariffVersion, VdcTerms } from "./rating-types"

const seconds = (length: bigint): string => trimZeros(fixed(length, 6)).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",")

const amount = (meter: MeterName, raw: bigint): string => `${trimZeros(amountOfRaw(meter, raw))} ${meters[meter].unit}`

function fee({ period, timeZone }: BillingSnapshot, terms: VdcTerms, active: Interval): string {
  const { name, monthlyPriceMinor, currency, nodes, machineClass } = terms.package
  const price = `${name}: ${moneyText(monthlyPriceMinor, currency)} a month for ${nodes} × ${machineClass}`
  if (lengthOf(active) === lengthOf(period.whole)) return `${price}, for the whole billing period.`
  const share = `${seconds(lengthOf(active))} of the billing period's ${seconds(lengthOf(period.whole))} seconds`
  return `${price}, for ${share} (${localText(active.from, timeZone)} to ${localText(active.to, timeZone)}).`
}

const nodes = (terms: VdcTerms, raw: bigint): string =>
  `${amount("node_hours", raw)} of ${terms.package.machineClass} nodes, paid for with package ${terms.package.name}.`

function included(terms: VdcTerms, meter: MeterName, covered: bigint, allowance: bigint): string {
  const { name, includedVolumeGib, includedTransferGib } = terms.package
  const promise =
    meter === "volume_gib_hours" ? `${includedVolumeGib} GiB of volumes` : `${includedTransferGib} GiB a month`
  return `${amount(meter, covered)} of the ${amount(meter, allowance)} that package ${name} includes for this time (${promise}).`
}

type Use = {
  snapshot: BillingSnapshot
  terms: VdcTerms
  tariff: TariffVersion | null
  meter: MeterName
  raw: bigint
  rate: Rate | null
  /** Raw amount the package includes; null for meters it does not include. */
  allowance: bigint | null
}

function use({ snapshot, terms, tariff, meter, raw, rate, allowance }: Use): string {
  const above = allowance === null ? "" : ` above the ${amount(meter, allowance)} included`
  if (rate === null || tariff === null)
    return `${amount(meter, raw)}${above}: ${terms.dataCenter} has no price for it, so it is not charged.`
  const price = `at ${priceText(rate.microsPerUnit, snapshot.currency)} per ${meters[meter].one}`
  const source = `${terms.dataCenter}'s tariff of ${localText(tariff.validFrom, snapshot.timeZone)}`
  return `${amount(meter, raw)}${above}, ${price} (${source}${allowance === null ? "" : ", without markup"}).`
}

const purposes: Record<NodePurpose, string> = {
  base: "Nodes of the package",
  burst: "Burst nodes",
  upgrade: "Nodes for upgrades",
  dr: "Nodes for disaster recovery",
}

function title(
  terms: VdcTerms,
  group: { meter: MeterName; machineClassId: string | null; purpose: NodePurpose | null },
  kind: RatedLine["kind"],
): string {
  if (group.meter === "node_hours") {
    const name = group.machineClassId === null ? "" : (terms.machineClasses.get(group.machineClassId) ?? "")
    return `${purposes[group.purpose ?? "base"]}${name === "" ? "" : `, ${name}`}`
  }
  const suffix = kind === "included" ? ", included" : kind === "overage" ? " above what is included" : ""
  return `${meters[group.meter].title}${suffix}`
}

/** The words of invoice lines. Every number in them comes from the same integers as the amount. */
export const describe = { fee, nodes, included, use, title }
