import type { ReactNode } from "react"
import { cn } from "./cn"

/** One number with its name and what it means. */
export const Stat = ({
  label,
  value,
  hint,
  icon,
  className,
}: {
  label: ReactNode
  value: ReactNode
  hint?: ReactNode
  icon?: ReactNode
  className?: string
}) => (
  <div className={cn("flex min-w-0 flex-col gap-1 rounded-lg border bg-card px-4 py-3.5", className)}>
    <div className="flex items-center gap-1.5 text-muted-foreground text-xs">
      {icon}
      {label}
    </div>
    <div className="font-semibold text-xl leading-tight tabular">{value}</div>
    {hint && <div className="text-muted-foreground text-xs">{hint}</div>}
  </div>
)
