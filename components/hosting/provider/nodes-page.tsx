"use client"

import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { Server } from "lucide-react"
import { Suspense, useMemo } from "react"
import { count } from "../../format/size"
import { utc } from "../../format/time"
import { type ApiInputs, type ApiOutputs, useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { NativeSelect } from "../../ui/input"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { StateBadge } from "../../ui/state-badge"
import { useUrlState } from "../../ui/url-state"
import { AddNodesDialog } from "./add-nodes-dialog"
import { DrainDialog, UndrainButton } from "./drain-dialog"
import { PowerOffDialog, PowerOnButton } from "./power-dialog"
import { nextPage, tableOf } from "./use-pages"

type Row = ApiOutputs["provider"]["nodes"]["list"]["items"][number]
type State = NonNullable<ApiInputs["provider"]["nodes"]["list"]["state"]>
const states: readonly State[] = ["available", "assigned", "draining", "down", "retired"]

/** Sorts `ams-n2` before `ams-n10`. */
const byName = (name: string) => name.replace(/\d+/g, (digits) => digits.padStart(6, "0"))

const columns: ColumnDef<Row, unknown>[] = [
  {
    id: "state",
    header: "State",
    accessorFn: (row) => row.state,
    cell: ({ row: { original } }) =>
      original.state === "draining" && original.powerWanted && original.drain ? (
        <span className="flex flex-col gap-0.5" title={original.drain.reason}>
          <StateBadge
            state={original.drain.isEmpty ? "standby" : "draining"}
            word={original.drain.isEmpty ? "Drained" : "Draining"}
          />
          {!original.drain.isEmpty && (
            <span className="text-muted-foreground text-xs">
              {original.drain.byPartner ? "by its partner, " : ""}
              {count(original.drain.componentsLeft, "component")},{" "}
              {count(original.drain.volumesLeft, "volume copy", "volume copies")} left
            </span>
          )}
        </span>
      ) : original.powerWanted || original.state === "down" ? (
        <StateBadge state={original.state} {...(original.powerWanted ? {} : { word: "Switched off" })} />
      ) : (
        <StateBadge state="down" word="Switching off" />
      ),
  },
  {
    id: "name",
    header: "Node",
    accessorFn: (row) => row.name,
    sortingFn: (a, b) => byName(a.original.name).localeCompare(byName(b.original.name)),
    meta: { className: "font-medium whitespace-nowrap" },
  },
  { id: "class", header: "Class", accessorFn: (row) => row.machineClass.slug },
  {
    id: "site",
    header: "Data center",
    // Found by the partner's name too.
    accessorFn: (row) => `${row.dataCenter.name} (${row.dataCenter.partner})`,
    cell: ({ row: { original } }) => (
      <span className="whitespace-nowrap" title={original.dataCenter.partner}>
        {original.dataCenter.name}
      </span>
    ),
  },
  { id: "rack", header: "Rack", accessorFn: (row) => row.rack, meta: { className: "hidden 2xl:table-cell" } },
  {
    id: "holder",
    header: "Belongs to",
    accessorFn: (row) => (row.assignedTo ? `${row.assignedTo.tenant}, ${row.assignedTo.vdc}` : ""),
    cell: ({ row: { original } }) =>
      original.assignedTo ? (
        <span className="whitespace-nowrap" title={`Since ${utc(new Date(original.assignedTo.since))}`}>
          {original.assignedTo.tenant}, {original.assignedTo.vdc}
          {original.assignedTo.purpose !== "base" && ` (${original.assignedTo.purpose})`}
        </span>
      ) : (
        <span className="text-muted-foreground">nobody</span>
      ),
  },
  { id: "components", header: "Components", accessorFn: (row) => row.components, meta: { numeric: true } },
  {
    id: "seen",
    header: "Last seen",
    accessorFn: (row) => row.lastSeenAt ?? "",
    cell: ({ row: { original } }) =>
      original.lastSeenAt ? <RelativeTime at={original.lastSeenAt} className="text-muted-foreground" /> : "never",
    meta: { numeric: true },
  },
  {
    id: "actions",
    header: () => <span className="sr-only">Actions</span>,
    enableSorting: false,
    cell: ({ row: { original } }) =>
      original.state === "retired" ? null : (
        <span className="flex justify-end gap-1">
          {original.drain && !original.drain.byPartner ? (
            <UndrainButton node={original} />
          ) : (
            original.state !== "draining" && <DrainDialog node={original} />
          )}
          {original.powerWanted ? <PowerOffDialog node={original} /> : <PowerOnButton node={original} />}
        </span>
      ),
    meta: { numeric: true },
  },
]

function Nodes() {
  const trpc = useTRPC()
  const [site, setSite] = useUrlState("site")
  const [state, setState] = useUrlState("state")
  const sites = useQuery(trpc.provider.dataCenters.list.queryOptions())
  const wanted = states.find((each) => each === state)
  const list = useInfiniteQuery(
    trpc.provider.nodes.list.infiniteQueryOptions(
      { limit: 100, ...(site ? { dataCenterId: site } : {}), ...(wanted ? { state: wanted } : {}) },
      nextPage,
    ),
  )
  const filters = (
    <>
      <NativeSelect
        aria-label="Data center"
        className="h-8 w-auto"
        value={site}
        onChange={(e) => setSite(e.target.value)}
      >
        <option value="">All data centers</option>
        {sites.data?.items.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect aria-label="State" className="h-8 w-auto" value={state} onChange={(e) => setState(e.target.value)}>
        <option value="">All states</option>
        {states.map((each) => (
          <option key={each} value={each}>
            {each === "available" ? "free" : each}
          </option>
        ))}
      </NativeSelect>
    </>
  )
  const { rows, ...table } = tableOf<Row>(list)
  const ordered = useMemo(() => rows && [...rows].sort((a, b) => byName(a.name).localeCompare(byName(b.name))), [rows])
  return (
    <Card>
      {rows?.length === 0 && <div className="flex flex-wrap gap-2 border-b px-4 py-2">{filters}</div>}
      <DataTable
        label="Nodes"
        columns={columns}
        rowId={(row) => row.id}
        {...table}
        rows={ordered}
        filters={filters}
        empty={
          <EmptyState icon={Server} title="No node here">
            {site || state ? "None fits the filter." : "Add the first ones: customers can buy when nodes are free."}
          </EmptyState>
        }
      />
    </Card>
  )
}

export function NodesPage() {
  return (
    <Page>
      <PageHeader
        title="Nodes"
        description="Every machine of every partner, and who has it."
        actions={<AddNodesDialog />}
      />
      <Suspense>
        <Nodes />
      </Suspense>
    </Page>
  )
}
