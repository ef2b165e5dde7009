"use client"

import { Check, Copy } from "lucide-react"
import { useState } from "react"
import { cn } from "./cn"
import { toast } from "./toaster"

/** An id or address in mono that a click copies. */
export function CopyId({
  value,
  label = "id",
  shown,
  className,
}: {
  value: string
  label?: string
  /** What stands there when not the whole value. */
  shown?: string
  className?: string
}) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    } catch {
      toast.error(`The browser did not allow copying. Select the ${label} and copy it by hand.`)
    }
  }
  return (
    <button
      type="button"
      onClick={() => void copy()}
      title={`Copy ${label}: ${value}`}
      aria-label={`Copy ${label} ${value}`}
      className={cn(
        "inline-flex max-w-full items-center gap-1 rounded-sm font-mono text-muted-foreground text-xs hover:text-foreground",
        className,
      )}
    >
      <span className="truncate">{shown ?? value}</span>
      {copied ? (
        <Check className="size-3 shrink-0 text-state-running" aria-hidden />
      ) : (
        <Copy className="size-3 shrink-0" aria-hidden />
      )}
    </button>
  )
}
