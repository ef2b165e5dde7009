import type { LucideIcon } from "lucide-react"
import type { ReactNode } from "react"
import { cn } from "./cn"

/** What this is, why it is empty, the button that fills it. */
export const EmptyState = ({
  icon: Icon,
  title,
  children,
  action,
  heading: Heading = "p",
  className,
}: {
  icon?: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
  /** Where it is the whole page. */
  heading?: "h1" | "h2" | "p"
  className?: string
}) => (
  <div className={cn("flex flex-col items-center gap-2 px-6 py-10 text-center", className)}>
    {Icon && (
      <span className="mb-1 flex size-10 items-center justify-center rounded-lg border bg-muted text-muted-foreground">
        <Icon className="size-5" aria-hidden />
      </span>
    )}
    <Heading className="font-medium">{title}</Heading>
    {children && <div className="max-w-md text-balance text-muted-foreground">{children}</div>}
    {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
)
