"use client"

import * as Primitive from "radix-ui/slider"
import type { ComponentProps } from "react"
import { cn } from "./cn"

export const Slider = ({
  className,
  "aria-label": label,
  "aria-labelledby": labelledBy,
  "aria-valuetext": valueText,
  ...props
}: ComponentProps<typeof Primitive.Root>) => (
  <Primitive.Root
    className={cn("relative flex h-6 w-full touch-none select-none items-center data-[disabled]:opacity-50", className)}
    {...props}
  >
    <Primitive.Track className="relative h-1.5 w-full grow overflow-hidden rounded-full bg-input">
      <Primitive.Range className="absolute h-full bg-primary" />
    </Primitive.Track>
    <Primitive.Thumb
      aria-label={label}
      aria-labelledby={labelledBy}
      aria-valuetext={valueText}
      className="block size-4.5 rounded-full border-2 border-primary bg-card"
    />
  </Primitive.Root>
)
