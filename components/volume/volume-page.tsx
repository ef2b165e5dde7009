"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Database, HardDrive, RotateCcw, Trash2 } from "lucide-react"
import dynamic from "next/dynamic"
import Link from "next/link"
import { useState } from "react"
import { bytes } from "../format/size"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, apiErrorOf, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { CopyId } from "../ui/copy-id"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { RelativeTime } from "../ui/relative-time"
import { Skeleton, SkeletonRows } from "../ui/skeleton"
import { Stat } from "../ui/stat"
import { StateBadge } from "../ui/state-badge"
import { toast } from "../ui/toaster"
import { useTitle } from "../ui/use-title"
import { useVdc } from "../vdc/vdc-context"
import { Copies, LossLine } from "./copies"
import { FileBrowser } from "./file-browser"

const TrashVolumeDialog = dynamic(() => import("./trash-volume-dialog"), { ssr: false })

type Volume = ApiOutputs["volumes"]["get"]

function VolumeActions({ volume }: { volume: Volume }) {
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const options = {
    onSuccess: () => client.invalidateQueries(trpc.volumes.pathFilter()),
    onError: (error: unknown) => toast.error(error),
  }
  const restore = useMutation(trpc.volumes.restore.mutationOptions(options))
  const trash = useMutation(trpc.volumes.delete.mutationOptions(options))
  const input = { tenantId: tenant.id, volumeId: volume.id }
  if (!can("volume:write") || volume.snapshot) return null
  if (volume.trashedAt)
    return (
      <Button onClick={() => restore.mutate(input)} pending={restore.isPending}>
        <RotateCcw aria-hidden />
        Restore
      </Button>
    )
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)} pending={trash.isPending}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      {asking && (
        <TrashVolumeDialog volume={volume} onClose={() => setAsking(false)} onTrash={() => trash.mutate(input)} />
      )}
    </>
  )
}

export function VolumePage({ volumeId }: { volumeId: string }) {
  const { tenant, can } = useTenant()
  const { at } = useVdc()
  const trpc = useTRPC()
  const volume = useQuery(trpc.volumes.get.queryOptions({ tenantId: tenant.id, volumeId })).data
  const { error, refetch } = useQuery(trpc.volumes.get.queryOptions({ tenantId: tenant.id, volumeId }))
  useTitle(volume?.path)
  if (!volume && error)
    return (
      <Page>
        {apiErrorOf(error).code === "not_found" ? (
          <EmptyState
            icon={HardDrive}
            heading="h1"
            title="There is no such volume"
            action={
              <Button asChild variant="outline">
                <Link href={at("/volumes")}>All volumes</Link>
              </Button>
            }
          >
            It may have been in the trash for more than 7 days.
          </EmptyState>
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  if (!volume)
    return (
      <Page>
        <Skeleton className="h-8 w-64" />
        <SkeletonRows />
      </Page>
    )
  return (
    <Page>
      <PageHeader
        title={volume.name}
        badge={<StateBadge state={volume.state} />}
        description={
          <span className="flex flex-wrap gap-x-4 gap-y-1">
            <span className="font-mono text-compact">{volume.path}</span>
            {volume.application && (
              <Link href={at(`/applications/${volume.application.slug}`)} className="text-primary hover:underline">
                Application {volume.application.slug}
              </Link>
            )}
            {volume.snapshot && (
              <Link href={at("/snapshots")} className="text-primary hover:underline">
                Part of the snapshot {volume.snapshot.name}
              </Link>
            )}
            <CopyId value={volume.id} label="volume id" shown={volume.id.slice(0, 8)} />
          </span>
        }
        actions={<VolumeActions volume={volume} />}
      />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <Stat label="Used" value={`${bytes(volume.usedBytes)} of ${volume.sizeGib} GiB`} />
        <Stat
          label={volume.mirrored ? "Mirrored on two nodes" : "On one node"}
          value={`${volume.replicas.length} ${volume.replicas.length === 1 ? "copy" : "copies"}`}
          hint={
            <div className="flex flex-col gap-0.5">
              <Copies replicas={volume.replicas} />
              <LossLine loss={volume.loss} />
            </div>
          }
        />
        {volume.purgeAt && (
          <Stat label="In the trash" value={<RelativeTime at={volume.purgeAt} />} hint="is when it is emptied" />
        )}
      </div>
      {volume.browsable ? (
        <FileBrowser
          volumeId={volume.id}
          writable={can("volume:write") && volume.trashedAt === null && volume.snapshot === null}
        />
      ) : (
        <Card>
          <EmptyState icon={Database} title="These are a database’s own files">
            They make sense to the database alone. Look at the data through it.
          </EmptyState>
        </Card>
      )}
    </Page>
  )
}
