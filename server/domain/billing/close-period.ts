import { dateOf, microsOf } from "@/lib/interval"
import { moneyText } from "@/lib/money"
import { Prisma, type Tx } from "@/server/db"
import type { Actor, ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { lockBillingPeriod } from "../metering"
import { recordEvent } from "../monitoring"
import {
  type BilledTenant,
  findInvoiced,
  findTenant,
  findTerms,
  type InvoicedPeriod,
  loadSnapshots,
  ruleOf,
} from "./billing-store"
import { type BillingPeriod, localText, periodUntil } from "./core/billing-period"
import { invoicePostings } from "./core/journal"
import { ratePeriod } from "./core/rate-period"
import { type InvoiceRow, insertFinalized } from "./invoice-store"
import { postJournal } from "./ledger-store"

export const paymentDays = 14
/** Two clicks on "close" in a row would bill a period of a second; with `until` it can be asked for on purpose. */
const pauseMs = 5_000
const dayMs = 86_400_000

export type CloseInput = {
  tenantId: string
  until?: string | undefined
  /** The start of the period the caller saw: refuses to close the one after it instead. */
  periodStart?: string | undefined
}

const already = (last: InvoicedPeriod | undefined): DomainError =>
  new DomainError(
    "conflict",
    last?.number
      ? `This period is closed already: its invoice is ${last.number}, up to ${dateOf(last.to).toISOString()}.`
      : "This period is closed already.",
  )

function periodToClose(
  tenant: BilledTenant,
  until: bigint,
  invoiced: InvoicedPeriod[],
  input: CloseInput,
): BillingPeriod {
  const period = periodUntil(ruleOf(tenant), until, invoiced)
  if (!period) throw already(invoiced.find(({ to }) => to >= until) ?? invoiced[0])
  if (input.periodStart !== undefined && microsOf(new Date(input.periodStart)) !== period.billed.from)
    throw already(invoiced[0])
  return period
}

/** Rates and finalizes. The caller holds `lockBillingPeriod`. */
export async function invoicePeriod(
  tx: Tx,
  { tenant, period, now, actor }: { tenant: BilledTenant; period: BillingPeriod; now: Date; actor: Actor },
): Promise<InvoiceRow> {
  const [snapshot] = await loadSnapshots(tx, [{ tenant, period }], await findTerms(tx, [tenant.id]))
  if (!snapshot) throw new Error("a snapshot was asked for and not made")
  const rated = ratePeriod(snapshot)
  const dueAt = new Date(now.getTime() + paymentDays * dayMs)
  const invoice = await insertFinalized(tx, { tenant, period, rated, now, dueAt })
  const postings = invoicePostings({ currency: tenant.currency, lines: rated.lines })
  if (postings.length > 0)
    await postJournal(tx, {
      tenantId: tenant.id,
      sourceType: "invoice",
      sourceId: invoice.id,
      kind: "finalized",
      at: now,
      postings,
    })
  const { number, totalMinor } = invoice
  const after = {
    number,
    total: moneyText(totalMinor, tenant.currency),
    periodStart: invoice.periodStart.toISOString(),
    periodEnd: invoice.periodEnd.toISOString(),
  }
  await recordAudit(
    tx,
    { tenantId: tenant.id, actor },
    {
      action: "period.close",
      subjectType: "invoice",
      subjectId: invoice.id,
      before: null,
      after,
    },
  )
  await recordEvent(tx, {
    tenantId: tenant.id,
    kind: "invoice.finalized",
    message: `Invoice ${number} over ${moneyText(totalMinor, tenant.currency)} is ready, for the time up to ${localText(period.billed.to, tenant.timeZone)} (${tenant.timeZone}).`,
  })
  return invoice
}

/**
 * Closes a company's period at `until` (now): everything used up to then goes on one finalized invoice, open usage is billed
 * up to the boundary and goes on in the next period, which starts there. `conflict` when somebody closed it first.
 */
export async function closePeriod(
  deps: Deps,
  scope: ProviderScope,
  input: CloseInput,
): Promise<{ tenant: BilledTenant; invoice: InvoiceRow }> {
  const now = deps.clock.now()
  const until = input.until === undefined ? now : new Date(input.until)
  if (until > now) throw new DomainError("invalid", "A period cannot be closed before that moment has come.", "until")
  // What is closed when we are asked. Looked at again under the lock: whoever waited there must not close the next period.
  const seen = await findInvoiced(deps.providerDb, [input.tenantId])
  const last = seen[0]
  if (input.until === undefined && last?.finalizedAt && now.getTime() - last.finalizedAt.getTime() < pauseMs)
    throw already(last)
  try {
    return await deps.providerDb.$transaction(
      async (tx) => {
        await lockBillingPeriod(tx, input.tenantId)
        const tenant = await findTenant(tx, input.tenantId)
        if (!tenant) throw notFound("company")
        const invoiced = await findInvoiced(tx, [input.tenantId])
        if (invoiced.length !== seen.length) throw already(invoiced[0])
        const period = periodToClose(tenant, microsOf(until), invoiced, input)
        return { tenant, invoice: await invoicePeriod(tx, { tenant, period, now, actor: scope.actor }) }
      },
      { maxWait: 20_000, timeout: 60_000 },
    )
  } catch (error) {
    // The unique index on the period's start: the last net should a lock ever be missing.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") throw already(undefined)
    if (error instanceof RangeError)
      throw new DomainError("conflict", `This period cannot be invoiced: ${error.message}.`)
    throw error
  }
}
