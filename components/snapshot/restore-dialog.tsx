"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { takenFrom } from "@/lib/snapshot-path"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "../ui/alert-dialog"
import { Button } from "../ui/button"
import { InlineError } from "../ui/error-state"
import { RelativeTime } from "../ui/relative-time"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import type { Snapshot } from "./use-undelete"

/** Says what visitors notice, what is put aside, and that it can be had back. */
export default function RestoreDialog({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { tenant } = useTenant()
  const { at } = useVdc()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const { application, name } = snapshot
  const restore = useMutation(
    trpc.snapshots.restore.mutationOptions({
      onSuccess: async () => {
        toast.message(`${application.title} goes back to ${name}.`)
        onClose()
        await client.invalidateQueries(trpc.applications.pathFilter())
        router.push(at(`/applications/${application.slug}`))
      },
    }),
  )
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>
            Put {application.title} back to {name}?
          </AlertDialogTitle>
          <AlertDialogDescription>
            It is stopped, filled with what it held <RelativeTime at={snapshot.createdAt} />, and started. Visitors
            cannot reach it meanwhile.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <dl className="flex flex-col gap-3">
          <div>
            <dt className="font-medium">Goes to the trash for 7 days</dt>
            <dd className="text-muted-foreground">
              What these volumes hold now: {snapshot.volumes.map((v) => takenFrom(v.path)).join(", ")}.
            </dd>
          </div>
          <div>
            <dt className="font-medium">Stays as it is</dt>
            <dd className="text-muted-foreground">The drawing, sizes and address, and the snapshot itself.</dd>
          </div>
        </dl>
        <InlineError error={restore.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>Leave it as it is</AlertDialogCancel>
          <Button
            variant="destructive"
            pending={restore.isPending}
            onClick={() => restore.mutate({ tenantId: tenant.id, snapshotId: snapshot.id })}
          >
            Restore
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
