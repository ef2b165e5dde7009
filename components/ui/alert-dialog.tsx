"use client"

import * as Primitive from "radix-ui/alert-dialog"
import type { ComponentProps } from "react"
import { buttonVariants } from "./button"
import { cn } from "./cn"
import { overlayClasses, panelClasses } from "./dialog"
import { useReturnFocus } from "./use-return-focus"

/** For acts that take something away: only an answer closes it, and the safe answer has the focus. */
export const AlertDialog = Primitive.Root
export const AlertDialogTrigger = Primitive.Trigger

export function AlertDialogContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  const focus = useReturnFocus(props)
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content className={cn(panelClasses, className)} {...props} {...focus} />
    </Primitive.Portal>
  )
}
export const AlertDialogHeader = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex flex-col gap-1.5", className)} {...props} />
)
export const AlertDialogFooter = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("flex flex-col-reverse gap-2 sm:flex-row sm:justify-end", className)} {...props} />
)
export const AlertDialogTitle = ({ className, ...props }: ComponentProps<typeof Primitive.Title>) => (
  <Primitive.Title className={cn("font-semibold text-base leading-snug", className)} {...props} />
)
export const AlertDialogDescription = ({ className, ...props }: ComponentProps<typeof Primitive.Description>) => (
  <Primitive.Description className={cn("text-muted-foreground", className)} {...props} />
)
export const AlertDialogCancel = ({ className, ...props }: ComponentProps<typeof Primitive.Cancel>) => (
  <Primitive.Cancel className={cn(buttonVariants({ variant: "outline" }), className)} {...props} />
)
export const AlertDialogAction = ({ className, ...props }: ComponentProps<typeof Primitive.Action>) => (
  <Primitive.Action className={cn(buttonVariants({ variant: "destructive" }), className)} {...props} />
)
