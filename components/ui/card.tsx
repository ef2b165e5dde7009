import type { ComponentProps } from "react"
import { cn } from "./cn"

export const Card = ({ className, ...props }: ComponentProps<"section">) => (
  <section className={cn("rounded-lg border bg-card text-card-foreground", className)} {...props} />
)
export const CardHeader = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    className={cn("flex flex-wrap items-start justify-between gap-x-3 gap-y-1 px-4 pt-4 pb-3 sm:px-5", className)}
    {...props}
  />
)
export const CardTitle = ({ className, ...props }: ComponentProps<"h2">) => (
  <h2 className={cn("font-semibold text-base leading-snug", className)} {...props} />
)
export const CardDescription = ({ className, ...props }: ComponentProps<"p">) => (
  <p className={cn("w-full text-muted-foreground", className)} {...props} />
)
export const CardContent = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("px-4 pb-4 sm:px-5 sm:pb-5", className)} {...props} />
)
export const CardFooter = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex items-center gap-2 border-t px-4 py-3 sm:px-5", className)} {...props} />
)
