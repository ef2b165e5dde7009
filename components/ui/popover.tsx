"use client"

import * as Primitive from "radix-ui/popover"
import type { ComponentProps } from "react"
import { cn } from "./cn"

export const Popover = Primitive.Root
export const PopoverTrigger = Primitive.Trigger
export const PopoverClose = Primitive.Close

export const PopoverContent = ({
  className,
  align = "end",
  sideOffset = 6,
  ...props
}: ComponentProps<typeof Primitive.Content>) => (
  <Primitive.Portal>
    <Primitive.Content
      align={align}
      sideOffset={sideOffset}
      collisionPadding={8}
      className={cn(
        "z-50 w-80 max-w-[calc(100vw-1rem)] rounded-lg border bg-popover p-3 text-popover-foreground shadow-lg data-[state=open]:animate-pop-in",
        className,
      )}
      {...props}
    />
  </Primitive.Portal>
)
