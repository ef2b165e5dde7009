"use client"

import * as Primitive from "radix-ui/tabs"
import type { ComponentProps } from "react"
import { cn } from "./cn"
import { tabBar as bar, tab } from "./link-tabs"

/** Tabs inside a page or dialog. */
export const Tabs = Primitive.Root
export const TabsList = ({ className, ...props }: ComponentProps<typeof Primitive.List>) => (
  <Primitive.List className={cn(bar, className)} {...props} />
)
export const TabsTrigger = ({ className, ...props }: ComponentProps<typeof Primitive.Trigger>) => (
  <Primitive.Trigger
    className={cn(tab, "data-[state=active]:border-primary data-[state=active]:text-foreground", className)}
    {...props}
  />
)
export const TabsContent = ({ className, ...props }: ComponentProps<typeof Primitive.Content>) => (
  <Primitive.Content className={cn("pt-4", className)} {...props} />
)

export { LinkTabs } from "./link-tabs"
