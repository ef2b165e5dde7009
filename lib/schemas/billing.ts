import { z } from "zod"
import { PageInput, TenantInput, zBig, zId, zInstant } from "./base"

export const MeterName = z.enum([
  "node_hours",
  "component_core_hours",
  "component_memory_gib_hours",
  "volume_gib_hours",
  "snapshot_gib_hours",
  "transfer_out_gib",
  "class_hours",
])

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== ""
  } catch {
    return false // RangeError: there is no such zone
  }
}

export const UsageRange = TenantInput.extend({
  from: zInstant.optional(),
  to: zInstant.optional(),
  vdcId: zId.optional(),
  applicationId: zId.optional(),
})
/** Grouped usage. `quantity` is exact: unit-seconds for levels, bytes for transfer. */
export const UsageRow = z.object({
  vdcId: zId,
  vdc: z.string(),
  applicationId: zId.nullable(),
  application: z.string().nullable(),
  subjectId: zId,
  subject: z.string(),
  meter: MeterName,
  quantity: zBig,
  /** Same in the meter's unit with six digits, for people: "12.500000" core hours */
  amount: z.string(),
  unit: z.string(),
  intervals: z.number(),
})
export const UsageSummaryOut = z.object({ from: zInstant, to: zInstant, items: z.array(UsageRow) })
export const UsageIntervals = TenantInput.extend(PageInput.shape).extend({
  subjectId: zId,
  meter: MeterName,
  from: zInstant.optional(),
  to: zInstant.optional(),
})
export const UsageIntervalOut = z.object({
  id: zId,
  subject: z.string(),
  meter: MeterName,
  quantity: zBig,
  startsAt: zInstant,
  endsAt: zInstant.nullable(),
  /** Clipped to the range and now, seconds with six digits */
  seconds: z.string(),
})

export const UsageChart = UsageRange.extend({
  groupBy: z.enum(["application", "component", "meter"]).default("application"),
  /** Whose days and hours the bars are. */
  timeZone: z
    .string()
    .max(60)
    .default("UTC")
    .refine((zone) => isTimeZone(zone), "Use an IANA time zone such as Europe/Berlin."),
})
/** Use over time: `amount` in the meter's unit, six digits; `bucket` is an index into `buckets`. */
export const UsageChartOut = z.object({
  unit: z.enum(["hour", "day", "month"]),
  buckets: z.array(z.object({ from: zInstant, to: zInstant })),
  points: z.array(
    z.object({ bucket: z.number(), key: z.string(), name: z.string(), meter: MeterName, amount: z.string() }),
  ),
})

export const InvoiceLineOut = z.object({
  position: z.number(),
  kind: z.enum(["fee", "usage", "included", "overage"]),
  vdcId: zId.nullable(),
  vdc: z.string(),
  meter: MeterName.nullable(),
  title: z.string(),
  why: z.string(),
  quantity: zBig,
  microsPerUnit: zBig,
  startsAt: zInstant,
  endsAt: zInstant,
  amountMinor: zBig,
})
export const InvoiceOut = z.object({
  id: zId,
  number: z.string().nullable(),
  state: z.enum(["draft", "finalized", "paid", "void", "uncollectible"]),
  currency: z.string(),
  timeZone: z.string(),
  periodStart: zInstant,
  periodEnd: zInstant,
  totalMinor: zBig,
  finalizedAt: zInstant.nullable(),
  dueAt: zInstant.nullable(),
})
export const InvoiceDetailOut = InvoiceOut.extend({
  billedTo: z.object({ name: z.string() }).catchall(z.string()),
  lines: z.array(InvoiceLineOut),
})
export const GetInvoice = TenantInput.extend({ invoiceId: zId })
/** This period so far: what the invoice would say if it closed now. */
export const PreviewOut = z.object({
  currency: z.string(),
  timeZone: z.string(),
  periodStart: zInstant,
  periodEnd: zInstant,
  asOf: zInstant,
  totalMinor: zBig,
  /** What runs now costs this much per hour beyond fees already due, micros of the minor unit. */
  hourlyMicros: zBig,
  /** At the end of the period, if everything that runs goes on and nothing is added. */
  forecastMinor: zBig,
  lines: z.array(InvoiceLineOut),
})
export const PeriodOut = z.object({
  tenantId: zId,
  tenant: z.string(),
  periodStart: zInstant,
  periodEnd: zInstant,
  state: z.enum(["open", "closed"]),
  invoiceId: zId.nullable(),
  invoiceNumber: z.string().nullable(),
  totalMinor: zBig,
  currency: z.string(),
})
export const ListPeriods = PageInput.extend({
  /** `open`: every company's current period, what it would be billed now. `closed`: invoiced ones, newest first. */
  state: z.enum(["open", "closed"]).default("open"),
  tenantId: zId.optional(),
})
/** Closes the tenant's current period (or the one that contains `until`) at `until`, by default now. */
export const ClosePeriod = z.object({
  tenantId: zId,
  until: zInstant.optional(),
  /** The start of the period that was on screen: refuses to close the one after it instead. */
  periodStart: zInstant.optional(),
})
