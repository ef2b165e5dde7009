"use client"

import { X } from "lucide-react"
import * as Primitive from "radix-ui/dialog"
import type { ComponentProps } from "react"
import { cn } from "./cn"
import { overlayClasses } from "./dialog"
import { useReturnFocus } from "./use-return-focus"

export const Sheet = Primitive.Root
export const SheetTrigger = Primitive.Trigger
export const SheetClose = Primitive.Close

export function SheetContent({
  className,
  side = "right",
  children,
  ...props
}: ComponentProps<typeof Primitive.Content> & { side?: "left" | "right" }) {
  const focus = useReturnFocus(props)
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content
        className={cn(
          "fixed inset-y-0 z-50 flex w-[calc(100%-2.5rem)] max-w-md flex-col overflow-y-auto bg-popover text-popover-foreground shadow-xl",
          side === "left"
            ? "left-0 border-r data-[state=open]:animate-slide-left"
            : "right-0 border-l data-[state=open]:animate-slide-right",
          className,
        )}
        {...props}
        {...focus}
      >
        {children}
        <Primitive.Close className="absolute top-4 right-4 rounded-sm text-muted-foreground hover:text-foreground">
          <X className="size-4" aria-hidden />
          <span className="sr-only">Close</span>
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  )
}
export const SheetHeader = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex flex-col gap-1 border-b px-5 py-4 pr-12", className)} {...props} />
)
export const SheetBody = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 py-4", className)} {...props} />
)
export const SheetFooter = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex flex-wrap justify-end gap-2 border-t px-5 py-3", className)} {...props} />
)
export const SheetTitle = ({ className, ...props }: ComponentProps<typeof Primitive.Title>) => (
  <Primitive.Title className={cn("font-semibold text-base", className)} {...props} />
)
export const SheetDescription = ({ className, ...props }: ComponentProps<typeof Primitive.Description>) => (
  <Primitive.Description className={cn("text-muted-foreground", className)} {...props} />
)
