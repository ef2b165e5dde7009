"use client"

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { PackageCheck, PackageOpen } from "lucide-react"
import { Suspense } from "react"
import { type ApiInputs, type ApiOutputs, useTRPC } from "../../trpc"
import { Button } from "../../ui/button"
import { Card } from "../../ui/card"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { NativeSelect } from "../../ui/input"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { StateBadge } from "../../ui/state-badge"
import { toast } from "../../ui/toaster"
import { useUrlState } from "../../ui/url-state"
import { nextPage, tableOf } from "./use-pages"

export type NodeOrder = ApiOutputs["provider"]["nodeOrders"]["list"]["items"][number]
type State = NonNullable<ApiInputs["provider"]["nodeOrders"]["list"]["state"]>
const states: readonly State[] = ["open", "fulfilled", "cancelled"]

export function FulfilButton({ order }: { order: NodeOrder }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const fulfil = useMutation(
    trpc.provider.nodeOrders.fulfil.mutationOptions({
      onSuccess: () =>
        toast.success(
          `${order.count} ${order.machineClass.slug} ${order.count === 1 ? "node is" : "nodes are"} in the inventory. ${order.vdc.name} goes on by itself.`,
        ),
      onError: (error) => toast.error(error),
      onSettled: () => client.invalidateQueries(trpc.provider.pathFilter()),
    }),
  )
  return (
    <Button
      variant="outline"
      size="sm"
      pending={fulfil.isPending}
      onClick={() => fulfil.mutate({ nodeOrderId: order.id })}
      aria-label={`Nodes for ${order.vdc.name} have arrived`}
    >
      <PackageCheck aria-hidden />
      Arrived
    </Button>
  )
}

const columns: ColumnDef<NodeOrder, unknown>[] = [
  {
    id: "state",
    header: "State",
    accessorFn: (row) => row.state,
    cell: ({ row }) => <StateBadge state={row.original.state} />,
  },
  {
    id: "what",
    header: "Nodes",
    accessorFn: (row) => row.count,
    cell: ({ row: { original } }) => (
      <span className="whitespace-nowrap font-medium">
        {original.count} × {original.machineClass.slug}
      </span>
    ),
  },
  {
    id: "where",
    header: "Data center",
    accessorFn: (row) => `${row.dataCenter.name} (${row.dataCenter.partner})`,
    meta: { className: "min-w-40" },
  },
  {
    id: "for",
    header: "For",
    accessorFn: (row) => `${row.tenant}, ${row.vdc.name}`,
    meta: { className: "min-w-32" },
  },
  {
    id: "ordered",
    header: "Ordered",
    accessorFn: (row) => row.createdAt,
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} className="text-muted-foreground" />,
    meta: { numeric: true },
  },
  {
    id: "promised",
    header: "Promised",
    accessorFn: (row) => row.promisedAt,
    cell: ({ row }) => <RelativeTime at={row.original.promisedAt} />,
    meta: { numeric: true },
  },
  {
    id: "actions",
    header: () => <span className="sr-only">Actions</span>,
    enableSorting: false,
    cell: ({ row: { original } }) =>
      original.state === "open" ? (
        <FulfilButton order={original} />
      ) : original.closedAt ? (
        <RelativeTime at={original.closedAt} className="text-muted-foreground" />
      ) : null,
    meta: { numeric: true },
  },
]

function NodeOrders() {
  const trpc = useTRPC()
  const [state, setState] = useUrlState("state")
  const wanted = states.find((each) => each === state)
  const list = useInfiniteQuery(
    trpc.provider.nodeOrders.list.infiniteQueryOptions({ limit: 100, ...(wanted ? { state: wanted } : {}) }, nextPage),
  )
  return (
    <>
      <NativeSelect
        aria-label="State"
        className="w-auto self-start"
        value={state}
        onChange={(e) => setState(e.target.value)}
      >
        <option value="">All orders</option>
        {states.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </NativeSelect>
      <Card>
        <DataTable
          label="Node orders"
          columns={columns}
          rowId={(row) => row.id}
          {...tableOf<NodeOrder>(list)}
          empty={
            <EmptyState icon={PackageOpen} title={wanted ? `No ${wanted} order` : "Nothing was ordered yet"}>
              An order is made when somebody buys more nodes than a data center has free.
            </EmptyState>
          }
        />
      </Card>
    </>
  )
}

export function NodeOrdersPage() {
  return (
    <Page>
      <PageHeader
        title="Node orders"
        description="What partners were asked for. When it has arrived, the customer's data center goes on by itself."
      />
      <Suspense>
        <NodeOrders />
      </Suspense>
    </Page>
  )
}
