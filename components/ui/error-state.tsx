"use client"

import { CircleAlert } from "lucide-react"
import { apiErrorOf } from "../api-error"
import { Button } from "./button"
import { cn } from "./cn"

/** What failed, in the words of the answer, and a way to try again. */
export function ErrorState({
  error,
  title = "This could not be loaded",
  onRetry,
  className,
}: {
  error: unknown
  title?: string
  onRetry?: () => void
  className?: string
}) {
  const { message } = apiErrorOf(error)
  return (
    <div role="alert" className={cn("flex flex-col items-center gap-2 px-6 py-10 text-center", className)}>
      <CircleAlert className="size-6 text-state-failed" aria-hidden />
      <p className="font-medium">{title}</p>
      <p className="max-w-md text-balance text-muted-foreground">{message}</p>
      {onRetry && (
        <Button variant="outline" size="sm" className="mt-2" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** A sentence above a form's buttons or inside a card. */
export const InlineError = ({ error, className }: { error: unknown; className?: string }) =>
  error ? (
    <p
      role="alert"
      className={cn(
        "flex items-start gap-2 rounded-md border border-state-failed/30 bg-state-failed/10 px-3 py-2 text-state-failed",
        className,
      )}
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>{typeof error === "string" ? error : apiErrorOf(error).message}</span>
    </p>
  ) : null
