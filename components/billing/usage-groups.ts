import { type MeterName, meterNames, meters } from "@/lib/meter"
import { decimal } from "../format/money"
import type { UsageGroup } from "./usage-address"

export type UsageRow = {
  vdcId: string
  vdc: string
  applicationId: string | null
  application: string | null
  subjectId: string
  subject: string
  meter: MeterName
  amount: string
  intervals: number
}

export type GroupRow = {
  key: string
  name: string
  /** VDC, or application for components. */
  where: string
  applicationId: string | null
  subjectId: string | null
  /** Millionths of the meter's unit. */
  amounts: Partial<Record<MeterName, bigint>>
  intervals: number
}

const millionths = (amount: string): bigint => BigInt(amount.replace(".", ""))

function identity(row: UsageRow, by: UsageGroup): Omit<GroupRow, "amounts" | "intervals"> {
  if (by === "meter")
    return { key: row.meter, name: meters[row.meter].title, where: "", applicationId: null, subjectId: null }
  if (by === "component")
    return {
      key: row.subjectId,
      name: row.subject,
      where: row.application ?? row.vdc,
      applicationId: row.applicationId,
      subjectId: row.subjectId,
    }
  const name = row.application ?? "Outside applications"
  return {
    key: `${row.vdcId}/${row.applicationId}`,
    name,
    where: row.vdc,
    applicationId: row.applicationId,
    subjectId: null,
  }
}

/** Rows of the table behind the chart: sums per group and meter, in the order they came. */
export function groupUsage(rows: readonly UsageRow[], by: UsageGroup): GroupRow[] {
  const groups = new Map<string, GroupRow>()
  for (const row of rows) {
    const who = identity(row, by)
    const group = groups.get(who.key) ?? { ...who, amounts: {}, intervals: 0 }
    group.amounts[row.meter] = (group.amounts[row.meter] ?? 0n) + millionths(row.amount)
    group.intervals += row.intervals
    groups.set(who.key, group)
  }
  return [...groups.values()]
}

/** Meters that appear, in their usual order: the columns. */
export const usedMeters = (rows: readonly UsageRow[]): MeterName[] =>
  meterNames.filter((meter) => rows.some((row) => row.meter === meter))

/** Three digits for people; what is smaller than that but not nothing says so. */
export function shownAmount(millionthsOfUnit: bigint | undefined): string {
  if (millionthsOfUnit === undefined || millionthsOfUnit === 0n) return "–"
  return millionthsOfUnit < 500n ? "< 0.001" : decimal(millionthsOfUnit, 6, 3)
}

const quoted = (text: string): string => {
  // A spreadsheet would run what begins like a formula.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The rows as CSV, one line per subject and meter. */
export const usageCsv = (rows: readonly UsageRow[]): string =>
  [
    ["data center", "application", "component", "meter", "amount", "unit", "intervals"],
    ...rows.map((row) => [
      row.vdc,
      row.application ?? "",
      row.subject,
      row.meter,
      row.amount,
      meters[row.meter].unit,
      String(row.intervals),
    ]),
  ]
    .map((cells) => cells.map(quoted).join(","))
    .join("\n")
