"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { FileText } from "lucide-react"
import Link from "next/link"
import { amountOfMinor } from "../format/money"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { SkeletonRows } from "../ui/skeleton"
import { StateBadge } from "../ui/state-badge"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { BillingFrame } from "./billing-frame"
import { zonedDay, zonedRange } from "./zoned-time"

export function InvoiceList() {
  const { tenant, can, to } = useTenant()
  const trpc = useTRPC()
  const invoices = useInfiniteQuery(
    trpc.invoices.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 50 },
      { enabled: can("billing:read"), getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const rows = invoices.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <BillingFrame>
      <Card>
        {invoices.isPending ? (
          <SkeletonRows rows={5} />
        ) : invoices.error ? (
          <ErrorState error={invoices.error} onRetry={() => void invoices.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState
            icon={FileText}
            title="No invoices yet"
            action={
              <Button asChild variant="outline">
                <Link href={to("/billing")}>See this period so far</Link>
              </Button>
            }
          >
            One is made when a billing period ends. Until then the running period shows what it will say.
          </EmptyState>
        ) : (
          <>
            <InvoiceTable invoices={rows} />
            {invoices.hasNextPage && (
              <div className="flex justify-center border-t p-3">
                <Button
                  variant="outline"
                  size="sm"
                  disabled={invoices.isFetchingNextPage}
                  onClick={() => void invoices.fetchNextPage()}
                >
                  Show older invoices
                </Button>
              </div>
            )}
          </>
        )}
      </Card>
    </BillingFrame>
  )
}

type Invoice = ApiOutputs["invoices"]["list"]["items"][number]

export function InvoiceTable({ invoices }: { invoices: readonly Invoice[] }) {
  const { to } = useTenant()
  const currencies = new Set(invoices.map(({ currency }) => currency))
  const only = currencies.size === 1 ? [...currencies][0] : undefined
  return (
    <Table aria-label="Invoices">
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>State</TableHead>
          <TableHead>Number</TableHead>
          <TableHead>Period</TableHead>
          <TableHead className="hidden sm:table-cell">Due</TableHead>
          <TableHead numeric>Total{only ? ` (${only})` : ""}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {invoices.map((invoice) => (
          <TableRow key={invoice.id}>
            <TableCell>
              <StateBadge state={invoice.state} />
            </TableCell>
            <TableCell>
              <Link
                href={to(`/billing/invoices/${invoice.id}`)}
                className="whitespace-nowrap font-medium font-mono underline-offset-4 hover:underline"
              >
                {invoice.number ?? "Draft"}
              </Link>
            </TableCell>
            <TableCell className="min-w-44 text-muted-foreground tabular">
              {zonedRange(invoice.periodStart, invoice.periodEnd, invoice.timeZone)}
            </TableCell>
            <TableCell className="hidden whitespace-nowrap text-muted-foreground tabular sm:table-cell">
              {invoice.dueAt ? zonedDay(invoice.dueAt, invoice.timeZone) : "–"}
            </TableCell>
            <TableCell numeric className="font-medium">
              {amountOfMinor(invoice.totalMinor, invoice.currency)}
              {only ? "" : ` ${invoice.currency}`}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
