"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { disk } from "../format/size"
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
import { toast } from "../ui/toaster"
import { type Snapshot, useUndelete } from "./use-undelete"

export default function DeleteDialog({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const undelete = useUndelete(snapshot)
  const remove = useMutation(
    trpc.snapshots.delete.mutationOptions({
      onSuccess: async () => {
        toast.message(`${snapshot.name} is in the trash for 7 days.`, {
          action: { label: "Undo", onClick: undelete.run },
        })
        onClose()
        await client.invalidateQueries(trpc.snapshots.pathFilter())
      },
    }),
  )
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Delete the snapshot {snapshot.name}?</AlertDialogTitle>
          <AlertDialogDescription>
            Its {disk(snapshot.sizeGib)} stay in the trash for 7 days and can be taken back until then; they cost what
            they do now. {snapshot.application.slug} is not touched.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <InlineError error={remove.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>Keep it</AlertDialogCancel>
          <Button
            variant="destructive"
            pending={remove.isPending}
            onClick={() => remove.mutate({ tenantId: tenant.id, snapshotId: snapshot.id })}
          >
            Delete snapshot
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
