"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { Camera, Trash2 } from "lucide-react"
import Link from "next/link"
import { useMemo } from "react"
import { takenFrom } from "@/lib/snapshot-path"
import { bytes, disk } from "../format/size"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { RelativeTime } from "../ui/relative-time"
import { StateBadge } from "../ui/state-badge"
import { useVdc } from "../vdc/vdc-context"
import { SnapshotActions } from "./snapshot-actions"
import type { Snapshot } from "./use-undelete"

type Column = ColumnDef<Snapshot, unknown>

const stateColumn: Column = {
  id: "state",
  header: "State",
  accessorFn: (row) => row.state,
  cell: ({ row: { original } }) => (
    <span className="flex flex-col items-start">
      <StateBadge state={original.state} />
      {original.receivedBytes !== null && (
        <span className="text-muted-foreground text-xs tabular">{bytes(original.receivedBytes)}</span>
      )}
    </span>
  ),
}
const nameColumn: Column = {
  id: "name",
  header: "Snapshot",
  accessorFn: (row) => row.name,
  cell: ({ row: { original } }) => (
    <span className="flex min-w-40 flex-col">
      <span className="font-medium">{original.name}</span>
      {original.note && <span className="whitespace-normal text-muted-foreground text-xs">{original.note}</span>}
    </span>
  ),
}
const applicationColumn = (at: (path: string) => string): Column => ({
  id: "application",
  header: "Application",
  accessorFn: (row) => row.application.slug,
  cell: ({ row: { original } }) =>
    original.application.deleted || original.application.id === null ? (
      <span className="text-muted-foreground">
        {original.application.slug} ({original.application.deleted ? "deleted" : "imported"})
      </span>
    ) : (
      <Link
        href={at(`/applications/${original.application.slug}/snapshots`)}
        className="hover:text-primary hover:underline"
      >
        {original.application.slug}
      </Link>
    ),
})
const takenColumn: Column = {
  id: "taken",
  header: "Taken",
  accessorFn: (row) => row.createdAt,
  cell: ({ row: { original } }) => <RelativeTime at={original.createdAt} />,
}
const purgeColumn: Column = {
  id: "purge",
  header: "Emptied",
  accessorFn: (row) => row.purgeAt,
  cell: ({ row: { original } }) => (original.purgeAt ? <RelativeTime at={original.purgeAt} /> : null),
}
const holdsColumn = (at: (path: string) => string): Column => ({
  id: "holds",
  header: "Holds",
  accessorFn: (row) => row.volumes.map((v) => v.path).join(", "),
  cell: ({ row: { original } }) => (
    <ul className="flex flex-col whitespace-nowrap text-xs">
      {original.volumes.map((volume) => (
        <li key={volume.id} className="flex gap-2">
          <Link href={at(`/volumes/${volume.id}`)} className="hover:text-primary hover:underline">
            {takenFrom(volume.path)}
          </Link>
          <span className="text-muted-foreground tabular">
            {bytes(volume.usedBytes)}
            {volume.node && ` on ${volume.node}`}
          </span>
        </li>
      ))}
    </ul>
  ),
})
const sizeColumn: Column = {
  id: "size",
  header: "Size",
  accessorFn: (row) => row.sizeGib,
  cell: ({ row: { original } }) => disk(original.sizeGib),
  meta: { numeric: true },
}
const actionsColumn: Column = {
  id: "actions",
  header: "",
  enableSorting: false,
  cell: ({ row: { original } }) => <SnapshotActions snapshot={original} />,
  meta: { numeric: true },
}

/** Of the page's VDC, or of one application of it; or those in the trash. */
export function SnapshotTable({ applicationId, deleted }: { applicationId?: string; deleted: boolean }) {
  const { tenant, can } = useTenant()
  const { vdc, at } = useVdc()
  const trpc = useTRPC()
  const filter = { tenantId: tenant.id, vdcId: vdc.id, deleted, limit: 50, ...(applicationId && { applicationId }) }
  const list = useInfiniteQuery(
    trpc.snapshots.list.infiniteQueryOptions(filter, { getNextPageParam: (last) => last.nextCursor }),
  )
  const write = can("application:configure")
  const columns = useMemo(
    () => [
      stateColumn,
      nameColumn,
      ...(applicationId ? [] : [applicationColumn(at)]),
      deleted ? purgeColumn : takenColumn,
      holdsColumn(at),
      sizeColumn,
      ...(write ? [actionsColumn] : []),
    ],
    [at, applicationId, deleted, write],
  )
  return (
    <>
      <DataTable
        label="Snapshots"
        columns={columns}
        rows={list.data?.pages.flatMap((page) => page.items)}
        rowId={(row) => row.id}
        error={list.error}
        onRetry={() => void list.refetch()}
        controls={applicationId === undefined}
        empty={
          deleted ? (
            <EmptyState icon={Trash2} title="No snapshot in the trash">
              Deleted snapshots stay here for 7 days and can be taken back until then.
            </EmptyState>
          ) : (
            <EmptyState icon={Camera} title="No snapshot yet">
              A snapshot keeps what an application holds at one time, to go back to or to make another application of.
              Take one before you change something, or import one that was downloaded elsewhere.
            </EmptyState>
          )
        }
      />
      {list.hasNextPage && (
        <div className="border-t p-2 text-center">
          <Button variant="ghost" size="sm" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </>
  )
}
