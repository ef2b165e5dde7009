"use client"

import { useQuery } from "@tanstack/react-query"
import { ArrowLeft, Printer } from "lucide-react"
import Link from "next/link"
import type { ReactNode } from "react"
import { moneyOfMinor } from "../format/money"
import { useTenant } from "../frame/tenant"
import { Logo } from "../logo"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { CopyId } from "../ui/copy-id"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton, SkeletonRows } from "../ui/skeleton"
import { StateBadge } from "../ui/state-badge"
import "./invoice-print.css"
import { LineTable } from "./line-table"
import { lineUsageHref } from "./usage-address"
import { zonedDay, zonedRange, zonedTime } from "./zoned-time"

export function InvoicePage({ invoiceId }: { invoiceId: string }) {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const invoice = useQuery(trpc.invoices.get.queryOptions({ tenantId: tenant.id, invoiceId }))
  const back = (
    <Button asChild variant="ghost" size="sm">
      <Link href={to("/billing/invoices")}>
        <ArrowLeft aria-hidden />
        All invoices
      </Link>
    </Button>
  )
  if (invoice.isPending)
    return (
      <Page>
        <Skeleton className="h-8 w-56" />
        <Card>
          <SkeletonRows rows={8} />
        </Card>
      </Page>
    )
  if (invoice.error)
    return (
      <Page>
        <PageHeader title="Invoice" actions={back} />
        <Card>
          <ErrorState error={invoice.error} onRetry={() => void invoice.refetch()} />
        </Card>
      </Page>
    )
  return (
    <Page>
      <PageHeader
        title={<span className="font-mono">{invoice.data.number ?? "Draft invoice"}</span>}
        badge={<StateBadge state={invoice.data.state} />}
        description={<CopyId value={invoice.data.id} label="Invoice id" />}
        actions={
          <>
            {back}
            <Button variant="outline" onClick={() => window.print()}>
              <Printer aria-hidden />
              Print or save as PDF
            </Button>
          </>
        }
      />
      <InvoiceSheet invoice={invoice.data} />
    </Page>
  )
}

type Invoice = ApiOutputs["invoices"]["get"]

function InvoiceSheet({ invoice }: { invoice: Invoice }) {
  const { to } = useTenant()
  const { currency, timeZone, billedTo } = invoice
  const { name, ...address } = billedTo
  return (
    <Card data-invoice>
      <div className="flex flex-wrap justify-between gap-6 p-4 sm:p-6">
        <div>
          <Logo />
          <p className="mt-4 text-muted-foreground text-xs">Billed to</p>
          <p className="font-medium">{name}</p>
          {Object.entries(address).map(([key, value]) => (
            <p key={key}>{value}</p>
          ))}
        </div>
        <dl className="grid grid-cols-[auto_auto] content-start gap-x-6 gap-y-1 text-compact">
          <Fact word="Invoice">
            <span className="font-mono font-semibold">{invoice.number ?? "Draft"}</span>
          </Fact>
          <Fact word="Issued">{invoice.finalizedAt ? zonedDay(invoice.finalizedAt, timeZone) : "–"}</Fact>
          <Fact word="Due">{invoice.dueAt ? zonedDay(invoice.dueAt, timeZone) : "–"}</Fact>
          <Fact word="For the time">{zonedRange(invoice.periodStart, invoice.periodEnd, timeZone)}</Fact>
          <Fact word="Time zone">{timeZone}</Fact>
          <Fact word="Total">
            <span className="font-semibold">{moneyOfMinor(invoice.totalMinor, currency)}</span>
          </Fact>
        </dl>
      </div>
      {invoice.lines.length === 0 ? (
        <p className="border-t px-4 py-6 text-muted-foreground sm:px-6">Nothing was used in this time.</p>
      ) : (
        <div className="border-t">
          <LineTable
            label="Invoice lines"
            lines={invoice.lines}
            currency={currency}
            timeZone={timeZone}
            totalMinor={invoice.totalMinor}
            totalWord="Total"
            usageHref={(line) => lineUsageHref(to("/billing/usage"), line)}
          />
        </div>
      )}
      <p className="border-t px-4 py-4 text-muted-foreground text-xs sm:px-6">
        All times are in {timeZone}; ranges do not include their end. GiB are 1,073,741,824 bytes. Usage is counted by
        the microsecond and rounded once per line, halves away from zero; the total is the sum of the lines.
        {invoice.finalizedAt && ` Finalized ${zonedTime(invoice.finalizedAt, timeZone)}; it does not change any more.`}
      </p>
    </Card>
  )
}

const Fact = ({ word, children }: { word: string; children: ReactNode }) => (
  <>
    <dt className="text-muted-foreground">{word}</dt>
    <dd className="tabular">{children}</dd>
  </>
)
