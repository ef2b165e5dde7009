import { type Interval, intersect, lengthOf } from "@/lib/interval"
import { type MeterName, meterNames, quantityOfRaw, rawPerUnit } from "@/lib/meter"
import { divideHalfAwayFromZero, divideUp } from "@/lib/money"
import type { BillingSnapshot, NodePurpose, Rate, RatedLine, UsageSum, VdcTerms } from "./rating-types"
import { describe } from "./sentences"
import { rateFor, type TariffPart, tariffParts } from "./tariff-parts"

const microsPerMinor = 1_000_000n
const microsecondsPerHour = 3_600_000_000n
const bytesPerGib = 1024n ** 3n

/** The one place where money is rounded: once per line, half away from zero. */
const priceOf = (meter: MeterName, raw: bigint, rate: Rate | null): bigint =>
  rate === null ? 0n : divideHalfAwayFromZero(raw * rate.microsPerUnit, rawPerUnit(meter) * microsPerMinor)

type Context = { snapshot: BillingSnapshot; terms: VdcTerms; parts: readonly TariffPart[]; active: Interval | null }

/** The package's price for the share of the whole period in which the VDC was active. */
function feeLine({ snapshot, terms, active }: Context): RatedLine[] {
  if (!active) return []
  const price = terms.package.monthlyPriceMinor
  const whole = lengthOf(snapshot.period.whole)
  const length = lengthOf(active)
  return [
    {
      kind: "fee",
      vdcId: terms.id,
      vdcName: terms.name,
      meter: null,
      rateId: null,
      title: `Package ${terms.package.name}`,
      why: describe.fee(snapshot, terms, active),
      quantity: divideHalfAwayFromZero(length, 1_000_000n),
      microsPerUnit: divideHalfAwayFromZero(price * microsPerMinor * microsecondsPerHour, whole),
      span: active,
      amountMinor: divideHalfAwayFromZero(price * length, whole),
    },
  ]
}

type Group = { meter: MeterName; machineClassId: string | null; purpose: NodePurpose | null; perPart: bigint[] }

/** Uses of one kind with one raw sum per part, in the order of invoices; nothing used is no group. */
function groupsOf(sums: readonly UsageSum[], parts: number): Group[] {
  const groups = new Map<string, Group>()
  for (const { part, meter, machineClassId, purpose, raw } of sums) {
    if (raw === 0n) continue
    const key = `${String(meterNames.indexOf(meter)).padStart(2, "0")}/${purpose ?? "base"}/${machineClassId ?? ""}`
    const group = groups.get(key) ?? { meter, machineClassId, purpose, perPart: new Array<bigint>(parts).fill(0n) }
    group.perPart[part] = (group.perPart[part] ?? 0n) + raw
    groups.set(key, group)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** What the package includes of a meter for the time it was active: it accrues by the second, as the fee does. */
function includedRaw({ snapshot, terms, active }: Context, meter: MeterName): bigint {
  if (!active) return 0n
  if (meter === "volume_gib_hours") return BigInt(terms.package.includedVolumeGib) * lengthOf(active)
  if (meter === "transfer_out_gib")
    return divideUp(
      BigInt(terms.package.includedTransferGib) * bytesPerGib * lengthOf(active),
      lengthOf(snapshot.period.whole),
    )
  return 0n
}

const isIncludedNode = (group: Group): boolean => group.meter === "node_hours" && (group.purpose ?? "base") === "base"

function lineOf(
  context: Context,
  group: Group,
  line: Pick<RatedLine, "kind" | "why" | "span"> & { raw: bigint; rate: Rate | null },
): RatedLine {
  const { kind, why, span, raw, rate } = line
  return {
    kind,
    vdcId: context.terms.id,
    vdcName: context.terms.name,
    meter: group.meter,
    rateId: rate?.id ?? null,
    title: describe.title(context.terms, group, kind),
    why,
    quantity: quantityOfRaw(group.meter, raw),
    microsPerUnit: rate?.microsPerUnit ?? 0n,
    span,
    amountMinor: priceOf(group.meter, raw, rate),
  }
}

/** Included first, from the start of the period; what is above goes to the price valid when it was used. */
function groupLines(context: Context, group: Group): RatedLine[] {
  const { snapshot, terms, parts } = context
  const billed = snapshot.period.billed
  const total = group.perPart.reduce((sum, raw) => sum + raw, 0n)
  if (isIncludedNode(group))
    return [
      lineOf(context, group, {
        kind: "included",
        raw: total,
        rate: null,
        span: billed,
        why: describe.nodes(terms, total),
      }),
    ]
  const allowance = includedRaw(context, group.meter)
  const metersWithAllowance = group.meter === "volume_gib_hours" || group.meter === "transfer_out_gib"
  const lines: RatedLine[] = []
  let left = allowance
  parts.forEach(({ span, tariff }, part) => {
    const raw = group.perPart[part] ?? 0n
    const covered = raw < left ? raw : left
    left -= covered
    if (raw === covered) return
    const rate = rateFor(tariff, group)
    const above = raw - covered
    const why = describe.use({
      snapshot,
      terms,
      tariff,
      meter: group.meter,
      raw: above,
      rate,
      allowance: metersWithAllowance ? allowance : null,
    })
    lines.push(lineOf(context, group, { kind: metersWithAllowance ? "overage" : "usage", raw: above, rate, span, why }))
  })
  const covered = allowance - left
  if (covered === 0n) return lines
  const why = describe.included(terms, group.meter, covered, allowance)
  return [lineOf(context, group, { kind: "included", raw: covered, rate: null, span: billed, why }), ...lines]
}

function vdcLines(snapshot: BillingSnapshot, { terms, sums }: BillingSnapshot["vdcs"][number]): RatedLine[] {
  const { billed } = snapshot.period
  const parts = tariffParts(billed, terms.tariffs)
  const active = terms.active && intersect({ from: terms.active.from, to: terms.active.to ?? billed.to }, billed)
  const context = { snapshot, terms, parts, active }
  return [...feeLine(context), ...groupsOf(sums, parts.length).flatMap((group) => groupLines(context, group))]
}

export type Rated = { lines: RatedLine[]; totalMinor: bigint }

/** Snapshot in, invoice lines out: no clock, no database. The total is the sum of the rounded lines. */
export function ratePeriod(snapshot: BillingSnapshot): Rated {
  for (const { terms } of snapshot.vdcs) assertCurrency(snapshot.currency, terms)
  const vdcs = [...snapshot.vdcs].sort((a, b) =>
    a.terms.name < b.terms.name ? -1 : a.terms.name > b.terms.name ? 1 : a.terms.id < b.terms.id ? -1 : 1,
  )
  const lines = vdcs.flatMap((vdc) => vdcLines(snapshot, vdc))
  return { lines, totalMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0n) }
}

/** Nothing converts currencies yet, and an invoice that added different ones would be wrong silently. */
function assertCurrency(currency: string, terms: VdcTerms): void {
  for (const other of [terms.package.currency, ...terms.tariffs.map((tariff) => tariff.currency)])
    if (other !== currency) throw new RangeError(`${terms.name} is priced in ${other}, the invoice is in ${currency}`)
}
