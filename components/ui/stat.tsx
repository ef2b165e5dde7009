import type { ReactNode } from "react"
import { apiErrorOf } from "../api-error"
import { cn } from "./cn"
import { Skeleton } from "./skeleton"

/** One number with its name and what it means. Without a value yet: a skeleton, or why there is none. */
export const Stat = ({
  label,
  value,
  hint,
  icon,
  error,
  className,
}: {
  label: ReactNode
  value: ReactNode | undefined
  hint?: ReactNode
  icon?: ReactNode
  error?: unknown
  className?: string
}) => (
  <div className={cn("flex min-w-0 flex-col gap-1 rounded-lg border bg-card px-4 py-3.5", className)}>
    <div className="flex items-center gap-1.5 text-muted-foreground text-xs">
      {icon}
      {label}
    </div>
    <div className="font-semibold text-xl leading-tight tabular">
      {value !== undefined ? (
        value
      ) : error ? (
        <span className="font-normal text-muted-foreground text-sm" title={apiErrorOf(error).message}>
          Not known now
        </span>
      ) : (
        <Skeleton className="h-6 w-24" />
      )}
    </div>
    {hint && <div className="text-muted-foreground text-xs">{hint}</div>}
  </div>
)
