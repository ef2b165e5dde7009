import { cva, type VariantProps } from "class-variance-authority"
import type { ComponentProps } from "react"
import { cn } from "./cn"

const badgeVariants = cva(
  "inline-flex h-5.5 w-fit shrink-0 items-center gap-1 whitespace-nowrap rounded-full border px-2 font-medium text-xs [&_svg]:size-3",
  {
    variants: {
      variant: {
        default: "border-primary/25 bg-primary/10 text-primary",
        secondary: "border-transparent bg-secondary text-secondary-foreground",
        outline: "text-muted-foreground",
        warning: "border-state-degraded/30 bg-state-degraded/10 text-state-degraded",
        destructive: "border-state-failed/30 bg-state-failed/10 text-state-failed",
      },
    },
    defaultVariants: { variant: "secondary" },
  },
)

export const Badge = ({
  className,
  variant,
  ...props
}: ComponentProps<"span"> & VariantProps<typeof badgeVariants>) => (
  <span className={cn(badgeVariants({ variant }), className)} {...props} />
)
