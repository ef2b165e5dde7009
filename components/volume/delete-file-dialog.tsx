"use client"

import { useMutation } from "@tanstack/react-query"
import { useTenant } from "../frame/tenant"
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
import type { FileRow } from "./file-table"
import { deleteFile } from "./file-transfer"

export default function DeleteFileDialog({
  volumeId,
  file,
  onClose,
  onDeleted,
}: {
  volumeId: string
  file: FileRow
  onClose: () => void
  onDeleted: () => void
}) {
  const { tenant } = useTenant()
  const remove = useMutation({
    mutationFn: () => deleteFile({ volumeId, path: file.path, tenantId: tenant.id }),
    onSuccess: () => {
      toast.success(`${file.name} is deleted.`)
      onDeleted()
      onClose()
    },
  })
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>
            Delete the {file.kind} {file.name}?
          </AlertDialogTitle>
          <AlertDialogDescription>
            {file.kind === "folder" ? "Everything in it goes with it. " : ""}
            Single files do not go to the trash: this cannot be undone. Components that serve it stop finding it at
            once.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <InlineError error={remove.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>Keep it</AlertDialogCancel>
          <Button variant="destructive" pending={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
