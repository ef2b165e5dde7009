"use client"

import { bytes } from "../format/size"
import type { ApiOutputs } from "../trpc"
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "../ui/alert-dialog"

export default function TrashVolumeDialog({
  volume,
  onClose,
  onTrash,
}: {
  volume: ApiOutputs["volumes"]["get"]
  onClose: () => void
  onTrash: () => void
}) {
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Move {volume.path} to the trash?</AlertDialogTitle>
          <AlertDialogDescription>
            {bytes(volume.usedBytes)} of files stay there for 7 days and can be restored until then; after that they are
            gone.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <AlertDialogFooter>
          <AlertDialogCancel>Keep it</AlertDialogCancel>
          <AlertDialogAction onClick={onTrash}>Move to trash</AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
