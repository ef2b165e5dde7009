"use client"

import { Check, CloudOff, LoaderCircle } from "lucide-react"
import { useBoard } from "./board-context"
import { useStoreValue } from "./store"

/** Whether what is drawn is kept, in a word. */
export function SaveWord({ changes }: { changes: number }) {
  const { keeper, canEdit } = useBoard()
  const { phase, message } = useStoreValue(keeper.status, (each) => each)
  if (!canEdit) return <span className="text-muted-foreground text-xs">To look at</span>
  if (phase === "failed")
    return (
      <span role="alert" className="flex items-center gap-1 text-state-failed text-xs">
        <CloudOff className="size-3.5 shrink-0" aria-hidden />
        <span className="max-w-64 truncate" title={message}>
          Not saved: {message}
        </span>
        <button type="button" className="underline underline-offset-2" onClick={() => void keeper.flush()}>
          Retry
        </button>
      </span>
    )
  const isBusy = phase === "saving" || phase === "unsaved"
  return (
    <span className="flex items-center gap-1 whitespace-nowrap text-muted-foreground text-xs" aria-live="polite">
      {phase === "conflict" ? (
        <CloudOff className="size-3.5" aria-hidden />
      ) : isBusy ? (
        <LoaderCircle className="size-3.5 motion-safe:animate-spin" aria-hidden />
      ) : (
        <Check className="size-3.5" aria-hidden />
      )}
      {phase === "conflict" ? "Not saved" : isBusy ? "Saving…" : changes === 0 ? "No changes" : "Saved"}
    </span>
  )
}
