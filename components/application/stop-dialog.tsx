"use client"

import { count } from "../format/size"
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
import { useApplication } from "./application-context"

export default function StopDialog({ onClose, onStop }: { onClose: () => void; onStop: () => void }) {
  const { application } = useApplication()
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Stop {application.title}?</AlertDialogTitle>
          <AlertDialogDescription>
            {count(application.components.total, "component")} stop, last started first. Visitors cannot reach it until
            you start it again. Volumes and their files stay and go on costing storage; cores and memory stop costing at
            once.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <AlertDialogFooter>
          <AlertDialogCancel>Keep running</AlertDialogCancel>
          <AlertDialogAction onClick={onStop}>Stop</AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
