import { type MeterName, meterNames } from "@/lib/meter"
import type { BillLine } from "./group-lines"

export type UsageGroup = "application" | "component" | "meter"
export const presets = {
  "1d": { title: "Last 24 hours", days: 1 },
  "7d": { title: "Last 7 days", days: 7 },
  "30d": { title: "Last 30 days", days: 30 },
  "90d": { title: "Last 90 days", days: 90 },
  "390d": { title: "Last 13 months", days: 390 },
} as const
export type Preset = keyof typeof presets

/** What the usage page shows, as it stands in the address. */
export type UsageView = {
  /** A named range up to now, or two instants. */
  range: { preset: Preset } | { from: string; to: string }
  by: UsageGroup
  /** Meter of the chart when groups are not meters. */
  meter: MeterName
  vdcId: string | null
  applicationId: string | null
  /** Subject whose intervals are open. */
  subjectId: string | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const idOf = (value: string | null): string | null => (value !== null && uuid.test(value) ? value : null)
const instantOf = (value: string | null): string | null =>
  value === null || Number.isNaN(Date.parse(value)) ? null : new Date(value).toISOString()

/** Reads the address; what is missing or makes no sense falls back to the last 7 days by application. */
export function readUsageView(params: { get(name: string): string | null }): UsageView {
  const [from, to] = [instantOf(params.get("from")), instantOf(params.get("to"))]
  const preset = params.get("range") ?? ""
  const by = params.get("by")
  const meter = params.get("meter") ?? ""
  return {
    range: from && to && from < to ? { from, to } : { preset: preset in presets ? (preset as Preset) : "7d" },
    by: by === "component" || by === "meter" ? by : "application",
    meter: meterNames.find((name) => name === meter) ?? "component_core_hours",
    vdcId: idOf(params.get("vdc")),
    applicationId: idOf(params.get("application")),
    subjectId: idOf(params.get("subject")),
  }
}

/** The address of a view, without what is the default. */
export function usageQuery(view: UsageView): string {
  const params = new URLSearchParams()
  if ("from" in view.range) {
    params.set("from", view.range.from)
    params.set("to", view.range.to)
  } else if (view.range.preset !== "7d") params.set("range", view.range.preset)
  if (view.by !== "application") params.set("by", view.by)
  if (view.meter !== "component_core_hours") params.set("meter", view.meter)
  if (view.vdcId) params.set("vdc", view.vdcId)
  if (view.applicationId) params.set("application", view.applicationId)
  if (view.subjectId) params.set("subject", view.subjectId)
  return params.toString()
}

const dayMs = 86_400_000

/** What to ask the server for; a named range ends now, which the server knows better. */
export const rangeInput = (range: UsageView["range"], now: number): { from: string; to?: string } =>
  "from" in range ? range : { from: new Date(now - presets[range.preset].days * dayMs).toISOString() }

/** The usage behind a line of a bill. */
export function lineUsageHref(base: string, line: BillLine): string | null {
  const meter = meterNames.find((name) => name === line.meter)
  if (!meter || !line.vdcId) return null
  const query = usageQuery({
    range: { from: line.startsAt, to: line.endsAt },
    by: "component",
    meter,
    vdcId: line.vdcId,
    applicationId: null,
    subjectId: null,
  })
  return `${base}?${query}`
}
