"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { Building2 } from "lucide-react"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { CopyId } from "../../ui/copy-id"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { nextPage, tableOf } from "./use-pages"

type Row = ApiOutputs["provider"]["tenants"]["list"]["items"][number]

const columns: ColumnDef<Row, unknown>[] = [
  {
    id: "name",
    header: "Company",
    accessorFn: (row) => row.name,
    cell: ({ row: { original } }) => (
      <span className="block">
        <span className="block font-medium">{original.name}</span>
        <CopyId value={original.id} shown={original.slug} label="company id" />
      </span>
    ),
  },
  { id: "vdcs", header: "Data centers", accessorFn: (row) => row.vdcs, meta: { numeric: true } },
  { id: "nodes", header: "Nodes", accessorFn: (row) => row.nodes, meta: { numeric: true } },
  { id: "members", header: "Members", accessorFn: (row) => row.members, meta: { numeric: true } },
  { id: "currency", header: "Currency", accessorFn: (row) => row.currency },
  { id: "zone", header: "Time zone", accessorFn: (row) => row.timeZone },
  {
    id: "since",
    header: "Since",
    accessorFn: (row) => row.createdAt,
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} className="text-muted-foreground" />,
    meta: { numeric: true },
  },
]

export function TenantsPage() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(trpc.provider.tenants.list.infiniteQueryOptions({ limit: 100 }, nextPage))
  return (
    <Page>
      <PageHeader title="Tenants" description="The companies that run applications here, and what they have now." />
      <Card>
        <DataTable
          label="Tenants"
          columns={columns}
          rowId={(row) => row.id}
          {...tableOf<Row>(list)}
          empty={
            <EmptyState icon={Building2} title="No company yet">
              They appear here when they sign up.
            </EmptyState>
          }
        />
      </Card>
    </Page>
  )
}
