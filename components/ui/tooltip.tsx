"use client"

import * as Primitive from "radix-ui/tooltip"
import type { ComponentProps, ReactNode } from "react"
import { cn } from "./cn"

export const TooltipProvider = (props: ComponentProps<typeof Primitive.Provider>) => (
  <Primitive.Provider delayDuration={300} skipDelayDuration={100} {...props} />
)
export const TooltipRoot = Primitive.Root
export const TooltipTrigger = Primitive.Trigger
export const TooltipContent = ({ className, sideOffset = 4, ...props }: ComponentProps<typeof Primitive.Content>) => (
  <Primitive.Portal>
    <Primitive.Content
      sideOffset={sideOffset}
      collisionPadding={8}
      className={cn(
        "z-50 max-w-72 text-balance rounded-md bg-foreground px-2 py-1 text-background text-xs shadow-md data-[state=delayed-open]:animate-fade-in",
        className,
      )}
      {...props}
    />
  </Primitive.Portal>
)

/**
 * The short form: `<Tooltip content="Copy id"><button …/></Tooltip>`. The child must take a ref and props.
 * It brings its own provider: one at the root would load this module on every page.
 */
export const Tooltip = ({
  content,
  children,
  side,
}: {
  content: ReactNode
  children: ReactNode
  side?: "top" | "right" | "bottom" | "left"
}) => (
  <TooltipProvider>
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <TooltipContent {...(side ? { side } : {})}>{content}</TooltipContent>
    </Primitive.Root>
  </TooltipProvider>
)
