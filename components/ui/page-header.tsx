import type { ReactNode } from "react"
import { cn } from "./cn"

/** Title, one sentence when it helps a newcomer, primary action on the right. */
export const PageHeader = ({
  title,
  description,
  actions,
  badge,
  icon,
  className,
}: {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  badge?: ReactNode
  icon?: ReactNode
  className?: string
}) => (
  <header className={cn("flex flex-wrap items-start justify-between gap-x-6 gap-y-3", className)}>
    <div className="flex min-w-0 items-start gap-3">
      {icon}
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words font-semibold text-2xl leading-tight tracking-tight">{title}</h1>
          {badge}
        </div>
        {description && <div className="mt-1 max-w-2xl text-muted-foreground">{description}</div>}
      </div>
    </div>
    {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
  </header>
)

/** The frame of a page's content: same margins and width everywhere. */
export const Page = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div className={cn("mx-auto flex w-full max-w-7xl flex-col gap-6 p-4 sm:p-6 lg:px-8", className)}>{children}</div>
)
