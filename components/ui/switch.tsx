"use client"

import { Check } from "lucide-react"
import * as BoxPrimitive from "radix-ui/checkbox"
import * as Primitive from "radix-ui/switch"
import type { ComponentProps } from "react"
import { cn } from "./cn"

export const Switch = ({ className, ...props }: ComponentProps<typeof Primitive.Root>) => (
  <Primitive.Root
    className={cn(
      "inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-transparent bg-input transition-colors disabled:opacity-50 data-[state=checked]:bg-primary",
      className,
    )}
    {...props}
  >
    <Primitive.Thumb className="block size-4 translate-x-0.5 rounded-full bg-card transition-transform data-[state=checked]:translate-x-4" />
  </Primitive.Root>
)

export const Checkbox = ({ className, ...props }: ComponentProps<typeof BoxPrimitive.Root>) => (
  <BoxPrimitive.Root
    className={cn(
      "inline-flex size-4.5 shrink-0 items-center justify-center rounded-sm border border-input bg-card disabled:opacity-50 data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=checked]:text-primary-foreground",
      className,
    )}
    {...props}
  >
    <BoxPrimitive.Indicator>
      <Check className="size-3.5" aria-hidden />
    </BoxPrimitive.Indicator>
  </BoxPrimitive.Root>
)
