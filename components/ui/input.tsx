import type { ComponentProps } from "react"
import { cn } from "./cn"

const box =
  "w-full min-w-0 rounded-md border border-input bg-card text-sm placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-destructive focus-visible:outline-offset-0"

export const Input = ({ className, type = "text", ...props }: ComponentProps<"input">) => (
  <input type={type} className={cn(box, "h-9 px-3", className)} {...props} />
)
export const FileInput = ({ className, ...props }: Omit<ComponentProps<"input">, "type">) => (
  <Input
    type="file"
    className={cn(
      "py-1.5 file:mr-3 file:rounded file:border file:bg-muted file:px-2 file:py-0.5 file:text-compact",
      className,
    )}
    {...props}
  />
)
export const Textarea = ({ className, ...props }: ComponentProps<"textarea">) => (
  <textarea className={cn(box, "min-h-20 px-3 py-2", className)} {...props} />
)
/** The browser's own list: small, and at its best on a phone. */
export const NativeSelect = ({ className, ...props }: ComponentProps<"select">) => (
  <select className={cn(box, "h-9 px-2.5 pr-8", className)} {...props} />
)
