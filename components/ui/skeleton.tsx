import type { ComponentProps } from "react"
import { cn } from "./cn"

/** Shaped like what will stand here; hidden for the first 150 ms. */
export const Skeleton = ({ className, ...props }: ComponentProps<"div">) => (
  <div aria-hidden className={cn("appear-late rounded-md bg-muted", className)} {...props} />
)

export const SkeletonRows = ({ rows = 4, className }: { rows?: number; className?: string }) => (
  <output className={cn("block divide-y", className)} aria-label="Loading">
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
      <div key={row} className="flex h-10 items-center gap-4 px-4 sm:px-5">
        <Skeleton className="h-4 w-20" />
        <Skeleton className="h-4 flex-1" />
        <Skeleton className="h-4 w-16" />
      </div>
    ))}
  </output>
)
