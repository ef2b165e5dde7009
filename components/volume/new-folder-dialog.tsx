"use client"

import { type FormEvent, useState } from "react"
import { Button } from "../ui/button"
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog"
import { FieldShell } from "../ui/field"
import { Input } from "../ui/input"
import { folderNameProblem, joinPath } from "./volume-path"

/** A folder begins to exist with its first file; this opens the place where to put it. */
export default function NewFolderDialog({
  folder,
  onClose,
  onOpen,
}: {
  folder: string
  onClose: () => void
  onOpen: (path: string) => void
}) {
  const [name, setName] = useState("")
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = folderNameProblem(name)
    setProblem(found)
    if (found) return
    onOpen(joinPath(folder, name.trim()))
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-sm">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <DialogHeader>
            <DialogTitle>New folder</DialogTitle>
            <DialogDescription>It is made with the first file that you put into it.</DialogDescription>
          </DialogHeader>
          <FieldShell label="Name" error={problem ?? undefined}>
            {(control) => (
              <Input {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </FieldShell>
          <DialogFooter>
            <Button variant="outline" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Go to folder</Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
