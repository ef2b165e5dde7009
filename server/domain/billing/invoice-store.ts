import { newId } from "@/lib/ids"
import { dateOf } from "@/lib/interval"
import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"
import type { BilledTenant } from "./billing-store"
import type { BillingPeriod } from "./core/billing-period"
import type { Rated } from "./core/rate-period"

const visible = { state: { not: "draft" as const } }

export const findInvoices = (tx: Tx, tenantId: string, page: PageRequest) => {
  const { take, ...before } = pageQuery(page)
  return tx.invoice.findMany({ where: { tenantId, ...visible, ...before }, orderBy: { id: "desc" }, take })
}
export type InvoiceRow = Awaited<ReturnType<typeof findInvoices>>[number]

export const findInvoice = (tx: Tx, tenantId: string, id: string) =>
  tx.invoice.findFirst({ where: { tenantId, id, ...visible }, include: { lines: { orderBy: { position: "asc" } } } })
export type InvoiceWithLines = NonNullable<Awaited<ReturnType<typeof findInvoice>>>

/** Of all companies, or of one; for the provider. */
export const findAllInvoices = (tx: Tx, tenantId: string | undefined, page: PageRequest) => {
  const { take, ...before } = pageQuery(page)
  return tx.invoice.findMany({
    where: { ...(tenantId ? { tenantId } : {}), ...visible, ...before },
    include: { tenant: { select: { name: true } } },
    orderBy: { id: "desc" },
    take,
  })
}

/** The next number of a series. The row stays locked until the transaction ends: a rollback gives the number back. */
async function nextNumber(tx: Tx, series: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ number: number }[]>`
    INSERT INTO number_series (series, next) VALUES (${series}, 2)
    ON CONFLICT (series) DO UPDATE SET next = number_series.next + 1 RETURNING next - 1 AS number`
  if (!row) throw new Error(`number series ${series} gave no number`)
  return `${series}-${String(row.number).padStart(6, "0")}`
}

type Finalize = { tenant: BilledTenant; period: BillingPeriod; rated: Rated; now: Date; dueAt: Date }

/** Draft, lines, number, finalized: the order the immutability triggers ask for. The number comes last: its row is shared. */
export async function insertFinalized(tx: Tx, { tenant, period, rated, now, dueAt }: Finalize): Promise<InvoiceRow> {
  const id = newId()
  await tx.invoice.create({
    data: {
      id,
      tenantId: tenant.id,
      currency: tenant.currency,
      timeZone: tenant.timeZone,
      periodStart: dateOf(period.billed.from),
      periodEnd: dateOf(period.billed.to),
      billedTo: { name: tenant.name },
      totalMinor: rated.totalMinor,
      createdAt: now,
    },
  })
  await tx.invoiceLine.createMany({
    data: rated.lines.map(({ span, ...line }, index) => ({
      ...line,
      tenantId: tenant.id,
      invoiceId: id,
      position: index + 1,
      startsAt: dateOf(span.from),
      endsAt: dateOf(span.to),
    })),
  })
  const number = await nextNumber(tx, `GL-${now.getUTCFullYear()}`)
  return tx.invoice.update({
    where: { tenantId_id: { tenantId: tenant.id, id } },
    data: { state: "finalized", number, finalizedAt: now, dueAt },
  })
}
