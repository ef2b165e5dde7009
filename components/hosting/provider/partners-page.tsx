"use client"

import { useQuery } from "@tanstack/react-query"
import { Building } from "lucide-react"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { Page, PageHeader } from "../../ui/page-header"
import { refreshMs } from "./use-pages"

type Row = ApiOutputs["provider"]["partners"]["list"]["items"][number]

const number = (id: string, header: string, value: (row: Row) => number): ColumnDef<Row, unknown> => ({
  id,
  header,
  accessorFn: value,
  meta: { numeric: true },
})
const columns: ColumnDef<Row, unknown>[] = [
  { id: "name", header: "Partner", accessorFn: (row) => row.name, meta: { className: "font-medium" } },
  { id: "country", header: "Country", accessorFn: (row) => row.country },
  number("sites", "Data centers", (row) => row.dataCenters),
  number("nodes", "Nodes", (row) => row.nodes.total),
  number("assigned", "Assigned", (row) => row.nodes.assigned),
  number("down", "Down or off", (row) => row.nodes.down),
]

export function PartnersPage() {
  const trpc = useTRPC()
  const list = useQuery(trpc.provider.partners.list.queryOptions(undefined, { refetchInterval: refreshMs }))
  return (
    <Page>
      <PageHeader
        title="Hosting partners"
        description="Who owns the machines, and how many of them work for somebody."
      />
      <Card>
        <DataTable
          label="Hosting partners"
          columns={columns}
          rows={list.data?.items}
          rowId={(row) => row.id}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={<EmptyState icon={Building} title="No hosting partner yet" />}
        />
      </Card>
    </Page>
  )
}
