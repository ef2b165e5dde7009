"use client"

import { useQuery } from "@tanstack/react-query"
import { Package as PackageIcon } from "lucide-react"
import { amountOfMinor } from "../../format/money"
import { disk } from "../../format/size"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { Page, PageHeader } from "../../ui/page-header"
import { PackageDialog } from "./package-dialog"
import { refreshMs } from "./use-pages"

type Row = ApiOutputs["provider"]["packages"]["list"]["items"][number]

const columns: ColumnDef<Row, unknown>[] = [
  { id: "name", header: "Package", accessorFn: (row) => row.name, meta: { className: "font-medium" } },
  { id: "nodes", header: "Nodes", accessorFn: (row) => row.nodes, meta: { numeric: true } },
  { id: "class", header: "Machine class", accessorFn: (row) => row.machineClass.slug },
  {
    id: "price",
    header: "Per month",
    accessorFn: (row) => Number(row.monthlyPriceMinor),
    cell: ({ row: { original } }) =>
      `${amountOfMinor(original.monthlyPriceMinor, original.currency)} ${original.currency}`,
    meta: { numeric: true },
  },
  {
    id: "volume",
    header: "Volumes",
    accessorFn: (row) => row.includedVolumeGib,
    cell: ({ row }) => disk(row.original.includedVolumeGib),
    meta: { numeric: true },
  },
  {
    id: "transfer",
    header: "Transfer",
    accessorFn: (row) => row.includedTransferGib,
    cell: ({ row }) => disk(row.original.includedTransferGib),
    meta: { numeric: true },
  },
  { id: "vdcs", header: "Bought", accessorFn: (row) => row.vdcs, meta: { numeric: true } },
  {
    id: "where",
    header: "Free of its nodes",
    accessorFn: (row) => row.dataCenters.map((site) => `${site.name} ${site.free} of ${site.nodes}`).join(", "),
    cell: ({ row }) =>
      row.original.dataCenters.length === 0 ? (
        <span className="text-muted-foreground">no data center has such nodes</span>
      ) : (
        row.original.dataCenters.map((site) => (
          <span key={site.slug} className="block">
            {site.name}: {site.free} of {site.nodes}
          </span>
        ))
      ),
  },
  {
    id: "acts",
    header: "",
    enableSorting: false,
    cell: ({ row }) => <PackageDialog of={row.original} />,
    meta: { numeric: true },
  },
]

export function PackagesPage() {
  const trpc = useTRPC()
  const list = useQuery(trpc.provider.packages.list.queryOptions(undefined, { refetchInterval: refreshMs }))
  return (
    <Page>
      <PageHeader
        title="Packages"
        description="What customers buy: nodes of one machine class at a monthly price, with storage and transfer."
        actions={<PackageDialog />}
      />
      <Card>
        <DataTable
          label="Packages"
          columns={columns}
          rows={list.data?.items}
          rowId={(row) => row.id}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState icon={PackageIcon} title="No package yet">
              Customers can buy once there is one.
            </EmptyState>
          }
        />
      </Card>
    </Page>
  )
}
