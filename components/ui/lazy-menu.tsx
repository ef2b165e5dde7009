"use client"

import { cloneElement, type MouseEvent, type ReactElement, type ReactNode, useState } from "react"
import { toast } from "./toaster"

type Handlers = {
  onClick?: (event: MouseEvent) => void
  onPointerEnter?: () => void
  onFocus?: () => void
  "aria-haspopup"?: "menu" | "dialog"
  "aria-expanded"?: boolean
}
type Trigger = ReactElement<Handlers>
type MenuKit = typeof import("./dropdown-menu")
type PopoverKit = typeof import("./popover")

/**
 * Menus and popovers with their positioning weigh a third of a page, and most page views open none: the code comes when
 * a pointer or the focus nears the trigger, and takes the trigger over when it is pressed (not before: replacing a
 * focused button would lose the focus).
 */
function useKit<Kit>(load: () => Promise<Kit>) {
  const [kit, setKit] = useState<Kit | null>(null)
  const [open, setOpen] = useState(false)
  const near = () => void load().catch(() => undefined) // pressed later, it is asked for again and a failure told
  const press = () => {
    load()
      .then((loaded) => {
        setKit(() => loaded)
        setOpen(true)
      })
      .catch(() => toast.error("The menu could not be loaded. Check the connection and try again."))
  }
  return { kit, open, setOpen, near, press }
}

/** `<LazyMenu trigger={<Button …/>}>{({ DropdownMenuItem }) => …}</LazyMenu>` */
export function LazyMenu({
  trigger,
  align = "end",
  className,
  children,
}: {
  trigger: Trigger
  align?: "start" | "center" | "end"
  className?: string
  children: (kit: MenuKit) => ReactNode
}) {
  const { kit, open, setOpen, near, press } = useKit<MenuKit>(() => import("./dropdown-menu"))
  if (!kit)
    return cloneElement(trigger, {
      onClick: press,
      onPointerEnter: near,
      onFocus: near,
      "aria-haspopup": "menu",
      "aria-expanded": false,
    })
  return (
    <kit.DropdownMenu open={open} onOpenChange={setOpen}>
      <kit.DropdownMenuTrigger asChild>{trigger}</kit.DropdownMenuTrigger>
      <kit.DropdownMenuContent align={align} {...(className ? { className } : {})}>
        {children(kit)}
      </kit.DropdownMenuContent>
    </kit.DropdownMenu>
  )
}

/** The same for a popover. */
export function LazyPopover({
  trigger,
  label,
  className,
  children,
}: {
  trigger: Trigger
  label: string
  className?: string
  children: (kit: PopoverKit) => ReactNode
}) {
  const { kit, open, setOpen, near, press } = useKit<PopoverKit>(() => import("./popover"))
  if (!kit)
    return cloneElement(trigger, {
      onClick: press,
      onPointerEnter: near,
      onFocus: near,
      "aria-haspopup": "dialog",
      "aria-expanded": false,
    })
  return (
    <kit.Popover open={open} onOpenChange={setOpen}>
      <kit.PopoverTrigger asChild>{trigger}</kit.PopoverTrigger>
      <kit.PopoverContent aria-label={label} {...(className ? { className } : {})}>
        {children(kit)}
      </kit.PopoverContent>
    </kit.Popover>
  )
}
