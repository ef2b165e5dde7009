"use client"

import { CircleCheck, CircleX, X } from "lucide-react"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { Progress } from "../ui/progress"
import type { Upload } from "./use-uploads"

/** What is being sent and what became of it. */
export function UploadList({
  uploads,
  onStop,
  onClear,
}: {
  uploads: Upload[]
  onStop: (id: number) => void
  onClear: () => void
}) {
  if (uploads.length === 0) return null
  const busy = uploads.some((each) => each.state === "waiting" || each.state === "sending")
  return (
    <Card aria-label="Uploads">
      <div className="flex items-center justify-between border-b px-4 py-2">
        <p className="font-medium text-compact" aria-live="polite">
          {busy
            ? `Uploading ${uploads.filter((each) => each.state === "done").length + 1} of ${uploads.length}`
            : `${uploads.filter((each) => each.state === "done").length} of ${uploads.length} uploaded`}
        </p>
        {!busy && (
          <Button variant="ghost" size="sm" onClick={onClear}>
            Close
          </Button>
        )}
      </div>
      <ul className="max-h-56 divide-y overflow-y-auto">
        {uploads.map((upload) => (
          <li key={upload.id} className="flex items-center gap-3 px-4 py-1.5 text-compact">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{upload.name}</span>
              {upload.error && <span className="block text-state-failed">{upload.error}</span>}
            </span>
            {upload.state === "done" && <CircleCheck className="size-4 text-state-running" aria-label="Uploaded" />}
            {upload.state === "failed" && <CircleX className="size-4 text-state-failed" aria-label="Failed" />}
            {upload.state === "stopped" && <span className="text-muted-foreground">Stopped</span>}
            {(upload.state === "sending" || upload.state === "waiting") && (
              <>
                <Progress label={`Uploading ${upload.name}`} value={upload.share * 100} className="w-28" />
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Stop ${upload.name}`}
                  onClick={() => onStop(upload.id)}
                >
                  <X aria-hidden />
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
