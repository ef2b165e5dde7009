"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { HandCoins } from "lucide-react"
import { Suspense } from "react"
import { moneyOfMinor } from "../../format/money"
import { useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { NativeSelect } from "../../ui/input"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { StateBadge } from "../../ui/state-badge"
import { useUrlState } from "../../ui/url-state"
import { ClosePeriodDialog, type Period } from "./close-period-dialog"
import { nextPage, tableOf } from "./use-pages"

const day = (at: string) => at.slice(0, 10)

const columns: ColumnDef<Period, unknown>[] = [
  {
    id: "state",
    header: "State",
    accessorFn: (row) => row.state,
    cell: ({ row }) => <StateBadge state={row.original.state} />,
  },
  { id: "tenant", header: "Company", accessorFn: (row) => row.tenant, meta: { className: "font-medium" } },
  {
    id: "period",
    header: "Period (UTC)",
    accessorFn: (row) => `${day(row.periodStart)} to ${day(row.periodEnd)}`,
    meta: { className: "whitespace-nowrap tabular" },
  },
  {
    id: "total",
    header: "Total",
    accessorFn: (row) => Number(row.totalMinor),
    cell: ({ row: { original } }) => moneyOfMinor(original.totalMinor, original.currency),
    meta: { numeric: true },
  },
  {
    id: "actions",
    header: "Invoice",
    enableSorting: false,
    accessorFn: (row) => row.invoiceNumber ?? "",
    cell: ({ row: { original } }) =>
      original.state === "open" ? (
        <ClosePeriodDialog period={original} />
      ) : (
        <span className="font-mono">{original.invoiceNumber}</span>
      ),
    meta: { numeric: true },
  },
  {
    id: "ends",
    header: "Ends",
    accessorFn: (row) => row.periodEnd,
    cell: ({ row }) => <RelativeTime at={row.original.periodEnd} className="text-muted-foreground" />,
    meta: { numeric: true },
  },
]

function Periods() {
  const trpc = useTRPC()
  const [shown, setShown] = useUrlState("state", "open")
  const state = shown === "closed" ? "closed" : "open"
  const list = useInfiniteQuery(
    trpc.provider.periods.list.infiniteQueryOptions(
      { limit: 50, state },
      // A preview rates a whole month of every company: not every three seconds.
      { ...nextPage, refetchInterval: 30_000 },
    ),
  )
  return (
    <>
      <NativeSelect
        aria-label="Which periods"
        className="w-auto self-start"
        value={state}
        onChange={(e) => setShown(e.target.value)}
      >
        <option value="open">Open periods</option>
        <option value="closed">Closed periods</option>
      </NativeSelect>
      <Card>
        <DataTable
          label="Billing periods"
          columns={columns}
          rowId={(row) => `${row.tenantId} ${row.periodStart}`}
          {...tableOf<Period>(list)}
          empty={
            <EmptyState icon={HandCoins} title={state === "open" ? "No open period" : "No period was closed yet"}>
              {state === "open"
                ? "Every company has one as soon as it has signed up."
                : "They close by themselves at the end of each month, or here."}
            </EmptyState>
          }
        />
      </Card>
    </>
  )
}

export function PeriodsPage() {
  return (
    <Page>
      <PageHeader
        title="Billing periods"
        description="What each company would be billed now. Closing a period makes its invoice."
      />
      <Suspense>
        <Periods />
      </Suspense>
    </Page>
  )
}
