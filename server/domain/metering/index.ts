import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import { type ChartInput, chartUsage } from "./chart-usage"
import { type IntervalsInput, listUsageIntervals } from "./list-usage-intervals"
import { type SummaryInput, summarizeUsage } from "./summarize-usage"

export type { Level } from "./core/plan-levels"
export { findOverlaps, findUnmetered, type MeteringGap, type MeteringOverlap } from "./metering-gap-store"
export { type CounterReading, lockBillingPeriod } from "./metering-store"
export { recordCounter, recordCounters } from "./record-counter"
export { closeAll, setLevel, setLevels } from "./set-level"
export { type CurrentSum, type PartSum, sumOpenLevels, sumUsageByPart, type UsagePart } from "./usage-store"

export const createMetering = (deps: Deps) => ({
  summary: (scope: TenantScope, input: SummaryInput) => summarizeUsage(deps, scope, input),
  chart: (scope: TenantScope, input: ChartInput) => chartUsage(deps, scope, input),
  intervals: (scope: TenantScope, input: IntervalsInput) => listUsageIntervals(deps, scope, input),
})
