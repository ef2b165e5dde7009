import type { z } from "zod"
import { dateOf } from "@/lib/interval"
import type { InvoiceDetailOut, InvoiceLineOut, InvoiceOut } from "@/lib/schemas/billing"
import type { RatedLine } from "./core/rating-types"
import type { InvoiceRow, InvoiceWithLines } from "./invoice-store"

export const toInvoiceOut = (row: InvoiceRow): z.infer<typeof InvoiceOut> => ({
  id: row.id,
  number: row.number,
  state: row.state,
  currency: row.currency,
  timeZone: row.timeZone,
  periodStart: row.periodStart.toISOString(),
  periodEnd: row.periodEnd.toISOString(),
  totalMinor: row.totalMinor.toString(),
  finalizedAt: row.finalizedAt?.toISOString() ?? null,
  dueAt: row.dueAt?.toISOString() ?? null,
})

export const toRatedLineOut = (line: RatedLine, index: number): z.infer<typeof InvoiceLineOut> => ({
  position: index + 1,
  kind: line.kind,
  vdcId: line.vdcId,
  vdc: line.vdcName,
  meter: line.meter,
  title: line.title,
  why: line.why,
  quantity: line.quantity.toString(),
  microsPerUnit: line.microsPerUnit.toString(),
  startsAt: dateOf(line.span.from).toISOString(),
  endsAt: dateOf(line.span.to).toISOString(),
  amountMinor: line.amountMinor.toString(),
})

const toLineOut = (line: InvoiceWithLines["lines"][number]): z.infer<typeof InvoiceLineOut> => ({
  position: line.position,
  kind: line.kind,
  vdcId: line.vdcId,
  vdc: line.vdcName,
  meter: line.meter,
  title: line.title,
  why: line.why,
  quantity: line.quantity.toString(),
  microsPerUnit: line.microsPerUnit.toString(),
  startsAt: line.startsAt.toISOString(),
  endsAt: line.endsAt.toISOString(),
  amountMinor: line.amountMinor.toString(),
})

const billedTo = (value: unknown): z.infer<typeof InvoiceDetailOut>["billedTo"] => {
  const entries = Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string")
  return { name: "", ...Object.fromEntries(entries) }
}

export const toInvoiceDetailOut = (row: InvoiceWithLines): z.infer<typeof InvoiceDetailOut> => ({
  ...toInvoiceOut(row),
  billedTo: billedTo(row.billedTo),
  lines: row.lines.map(toLineOut),
})
