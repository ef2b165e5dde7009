"use client"

import { useQuery } from "@tanstack/react-query"
import { ExternalLink } from "lucide-react"
import Link from "next/link"
import { useMemo } from "react"
import { amountOfMicros } from "../format/money"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { RelativeTime } from "../ui/relative-time"
import { StateBadge } from "../ui/state-badge"
import { useVdc } from "../vdc/vdc-context"
import { NoApplication } from "./no-application"

type Row = ApiOutputs["applications"]["list"]["items"][number]

function columnsFor(at: (path: string) => string, currency: string): ColumnDef<Row, unknown>[] {
  return [
    {
      id: "state",
      header: "State",
      accessorFn: (row) => row.state,
      cell: ({ row }) => <StateBadge state={row.original.state} />,
    },
    {
      id: "name",
      header: "Name",
      accessorFn: (row) => row.title,
      cell: ({ row }) => (
        <Link
          href={at(`/applications/${row.original.slug}`)}
          className="font-medium hover:text-primary hover:underline"
        >
          {row.original.title}
        </Link>
      ),
    },
    {
      id: "summary",
      header: "Components",
      accessorFn: (row) => row.summary,
      cell: ({ row }) => <span className="line-clamp-2 min-w-40 text-muted-foreground">{row.original.summary}</span>,
    },
    {
      id: "hourly",
      header: `Per hour (${currency})`,
      accessorFn: (row) => Number(row.hourlyMicros),
      cell: ({ row }) => amountOfMicros(row.original.hourlyMicros, row.original.currency),
      meta: { numeric: true },
    },
    {
      id: "created",
      header: "Created",
      accessorFn: (row) => row.createdAt,
      cell: ({ row }) => <RelativeTime at={row.original.createdAt} className="text-muted-foreground" />,
      meta: { numeric: true, className: "hidden sm:table-cell" },
    },
    {
      id: "open",
      header: "",
      enableSorting: false,
      cell: ({ row: { original } }) =>
        original.url && original.state !== "stopped" ? (
          <Button asChild variant="ghost" size="sm">
            <a href={original.url} target="_blank" rel="noreferrer" aria-label={`Open ${original.title}`}>
              Open
              <ExternalLink aria-hidden />
            </a>
          </Button>
        ) : null,
      meta: { numeric: true },
    },
  ]
}

/** The applications of the page's VDC. */
export function ApplicationTable() {
  const { tenant } = useTenant()
  const { vdc, at } = useVdc()
  const trpc = useTRPC()
  const list = useQuery(trpc.applications.list.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }))
  const columns = useMemo(() => columnsFor(at, tenant.currency), [at, tenant.currency])
  return (
    <DataTable
      label="Applications"
      columns={columns}
      rows={list.data?.items}
      rowId={(row) => row.id}
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={<NoApplication />}
    />
  )
}
