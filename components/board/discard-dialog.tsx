"use client"

import type { Told } from "@/lib/blueprint/tell-change"
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
import { ToldList } from "./told-list"
import { useDraftActs } from "./use-draft-acts"

/** Names what goes. */
export default function DiscardDialog({ told, onClose }: { told: readonly Told[]; onClose: () => void }) {
  const acts = useDraftActs()
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Discard your draft?</AlertDialogTitle>
          <AlertDialogDescription>
            {told.length === 0
              ? "Only places on the board differ from what is wanted."
              : `Changes to ${count(told.length, "component")} go, and cannot be taken back.`}{" "}
            What runs stays as it is.
          </AlertDialogDescription>
        </AlertDialogHeader>
        <div className="max-h-64 overflow-y-auto">
          <ToldList told={told} empty="" />
        </div>
        <AlertDialogFooter>
          <AlertDialogCancel>Keep drawing</AlertDialogCancel>
          <AlertDialogAction onClick={acts.discard}>Discard</AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
