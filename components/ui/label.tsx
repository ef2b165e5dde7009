import type { ComponentProps } from "react"
import { cn } from "./cn"

export const Label = ({ className, ...props }: ComponentProps<"label">) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the caller gives htmlFor or wraps the control
  <label className={cn("block font-medium text-sm leading-snug", className)} {...props} />
)
