"use client"

import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { ListChecks } from "lucide-react"
import Link from "next/link"
import { Suspense, useMemo } from "react"
import { duration } from "../../format/time"
import { operationTitle } from "../../operation/operation-progress"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { NativeSelect } from "../../ui/input"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime, useNow } from "../../ui/relative-time"
import { StateBadge } from "../../ui/state-badge"
import { useUrlState } from "../../ui/url-state"
import { nextPage, tableOf } from "./use-pages"

export type Operation = ApiOutputs["provider"]["operations"]["list"]["items"][number]

export function Took({ operation }: { operation: Operation }) {
  const now = useNow()
  if (!operation.startedAt || now === 0) return null
  const end = operation.endedAt ? Date.parse(operation.endedAt) : now
  return <span className="tabular">{duration(Math.max(0, end - Date.parse(operation.startedAt)))}</span>
}

const lastNews = ({ error, steps }: Operation): string => {
  const step = steps.find((each) => each.state === "running") ?? steps.at(-1)
  return error?.message ?? (step ? `${step.name}${step.detail ? `: ${step.detail}` : ""}` : "")
}

/** Companies by id, for lists that carry the id alone. */
export function useTenantNames(): Map<string, string> {
  const trpc = useTRPC()
  const tenants = useQuery(trpc.provider.tenants.list.queryOptions({ limit: 100 }))
  return useMemo(() => new Map(tenants.data?.items.map((each) => [each.id, each.name])), [tenants.data])
}

const columnsWith = (names: Map<string, string>): ColumnDef<Operation, unknown>[] => [
  {
    id: "state",
    header: "State",
    accessorFn: (row) => row.state,
    cell: ({ row }) => <StateBadge state={row.original.state} />,
  },
  {
    id: "what",
    header: "Operation",
    accessorFn: (row) => operationTitle(row),
    cell: ({ row: { original } }) => (
      <Link href={`/provider/operations/${original.id}`} className="font-medium hover:text-primary hover:underline">
        {operationTitle(original)}
      </Link>
    ),
    meta: { className: "min-w-36" },
  },
  { id: "tenant", header: "Company", accessorFn: (row) => names.get(row.tenantId) ?? row.tenantId.slice(0, 8) },
  {
    id: "news",
    header: "Last news",
    accessorFn: lastNews,
    cell: ({ row }) => <span className="line-clamp-2 min-w-48 text-muted-foreground">{lastNews(row.original)}</span>,
  },
  {
    id: "took",
    header: "Took",
    cell: ({ row }) => <Took operation={row.original} />,
    meta: { numeric: true },
  },
  {
    id: "created",
    header: "Asked for",
    accessorFn: (row) => row.createdAt,
    cell: ({ row }) => <RelativeTime at={row.original.createdAt} className="text-muted-foreground" />,
    meta: { numeric: true },
  },
]

function Operations() {
  const trpc = useTRPC()
  const [active, setActive] = useUrlState("active")
  const names = useTenantNames()
  const columns = useMemo(() => columnsWith(names), [names])
  const list = useInfiniteQuery(
    trpc.provider.operations.list.infiniteQueryOptions({ limit: 50, ...(active ? { active: true } : {}) }, nextPage),
  )
  return (
    <>
      <NativeSelect
        aria-label="Which operations"
        className="w-auto self-start"
        value={active}
        onChange={(e) => setActive(e.target.value)}
      >
        <option value="">All operations</option>
        <option value="yes">Under way</option>
      </NativeSelect>
      <Card>
        <DataTable
          label="Operations"
          columns={columns}
          rowId={(row) => row.id}
          {...tableOf<Operation>(list)}
          empty={
            <EmptyState icon={ListChecks} title={active ? "Nothing is under way" : "No operation yet"}>
              Every long act of every company is listed here with its steps.
            </EmptyState>
          }
        />
      </Card>
    </>
  )
}

export function OperationsPage() {
  return (
    <Page>
      <PageHeader title="Operations" description="Long acts of all companies: what they do now and how they ended." />
      <Suspense>
        <Operations />
      </Suspense>
    </Page>
  )
}
