"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { HardDrive, RotateCcw, Trash2 } from "lucide-react"
import Link from "next/link"
import { useMemo } from "react"
import { bytes } from "../format/size"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { FillBar } from "../ui/progress"
import { RelativeTime } from "../ui/relative-time"
import { StateBadge } from "../ui/state-badge"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import { Copies, LossLine } from "./copies"

type Row = ApiOutputs["volumes"]["list"]["items"][number]

const columnsFor = (at: (path: string) => string): ColumnDef<Row, unknown>[] => [
  {
    id: "state",
    header: "State",
    accessorFn: (row) => row.state,
    cell: ({ row }) => <StateBadge state={row.original.state} />,
  },
  {
    id: "name",
    header: "Volume",
    accessorFn: (row) => row.path,
    cell: ({ row: { original } }) => (
      <Link href={at(`/volumes/${original.id}`)} className="font-medium hover:text-primary hover:underline">
        {original.path}
      </Link>
    ),
  },
  {
    id: "used",
    header: "Used",
    accessorFn: (row) => Number(row.usedBytes),
    cell: ({ row: { original } }) => (
      <span className="flex min-w-28 flex-col gap-0.5">
        <span className="text-xs">
          {bytes(original.usedBytes)} of {original.sizeGib} GiB
        </span>
        <FillBar
          label={`${original.path} used`}
          capacity={original.sizeGib * 1024 ** 3}
          reserved={Number(original.usedBytes)}
          className="h-1"
        />
      </span>
    ),
  },
]

const copiesColumn: ColumnDef<Row, unknown> = {
  id: "copies",
  header: "Copies",
  accessorFn: (row) => [...row.replicas.map((r) => `${r.node}: ${r.role}`), row.loss?.sentence ?? ""].join("; "),
  cell: ({ row: { original } }) => (
    <div className="flex min-w-64 max-w-md flex-col gap-0.5 whitespace-normal text-xs">
      <Copies replicas={original.replicas} />
      <LossLine loss={original.loss} />
    </div>
  ),
}

function Restore({ volume }: { volume: Row }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const restore = useMutation(
    trpc.volumes.restore.mutationOptions({
      onSuccess: async () => {
        toast.success(`${volume.path} is back.`)
        await client.invalidateQueries(trpc.volumes.pathFilter())
      },
      onError: (error) => toast.error(error),
    }),
  )
  return (
    <Button
      variant="outline"
      size="sm"
      pending={restore.isPending}
      onClick={() => restore.mutate({ tenantId: tenant.id, volumeId: volume.id })}
    >
      <RotateCcw aria-hidden />
      Restore
    </Button>
  )
}

const trashColumns: ColumnDef<Row, unknown>[] = [
  {
    id: "purge",
    header: "Emptied",
    accessorFn: (row) => row.purgeAt,
    cell: ({ row: { original } }) => (original.purgeAt ? <RelativeTime at={original.purgeAt} /> : null),
  },
  {
    id: "restore",
    header: "",
    enableSorting: false,
    cell: ({ row: { original } }) =>
      original.snapshot ? (
        <span className="text-muted-foreground text-xs">with its snapshot</span>
      ) : (
        <Restore volume={original} />
      ),
    meta: { numeric: true },
  },
]

/** Volumes of the page's VDC, of one application, or the trash. */
export function VolumeTable({ applicationId, trashed }: { applicationId?: string; trashed: boolean }) {
  const { tenant, can } = useTenant()
  const { vdc, at } = useVdc()
  const trpc = useTRPC()
  const list = useQuery(
    trpc.volumes.list.queryOptions({
      tenantId: tenant.id,
      vdcId: vdc.id,
      limit: 100,
      trashed,
      ...(applicationId && { applicationId }),
    }),
  )
  const write = can("volume:write")
  const columns = useMemo(
    () => [
      ...columnsFor(at),
      ...(trashed ? trashColumns.filter(({ id }) => id !== "restore" || write) : [copiesColumn]),
    ],
    [at, trashed, write],
  )
  return (
    <DataTable
      label={trashed ? "Trash" : "Volumes"}
      columns={columns}
      rows={list.data?.items}
      rowId={(row) => row.id}
      error={list.error}
      onRetry={() => void list.refetch()}
      controls={applicationId === undefined}
      empty={
        trashed ? (
          <EmptyState icon={Trash2} title="The trash is empty">
            Deleted volumes stay here for 7 days and can be restored until then.
          </EmptyState>
        ) : (
          <EmptyState icon={HardDrive} title="No volume yet">
            Volumes hold the data of components. They are made with the application that needs them.
          </EmptyState>
        )
      }
    />
  )
}
