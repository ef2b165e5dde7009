"use client"

import { Command } from "cmdk"
import type { ReactNode } from "react"
import { Dialog, DialogContent, DialogTitle } from "../ui/dialog"

export const ListRow = ({
  value,
  disabled = false,
  onSelect,
  children,
}: {
  value: string
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}) => (
  <Command.Item
    value={value}
    disabled={disabled}
    onSelect={onSelect}
    className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1 text-sm data-[disabled=true]:opacity-60 data-[selected=true]:bg-accent"
  >
    {children}
  </Command.Item>
)

/** A list to type into and choose from, like the frame's commands. */
export const ListDialog = ({
  title,
  placeholder,
  empty,
  onClose,
  children,
}: {
  title: string
  placeholder: string
  empty: string
  onClose: () => void
  children: ReactNode
}) => (
  <Dialog open onOpenChange={(open) => !open && onClose()}>
    <DialogContent
      className="top-[12%] max-w-md translate-y-0 gap-0 overflow-hidden p-0 [&>button]:hidden"
      aria-describedby={undefined}
    >
      <DialogTitle className="border-b px-4 py-2.5 text-compact">{title}</DialogTitle>
      <Command label={title} className="flex min-h-0 flex-col">
        <Command.Input
          autoFocus
          placeholder={placeholder}
          className="h-11 w-full border-b bg-transparent px-4 text-sm outline-none placeholder:text-muted-foreground"
        />
        <Command.List className="max-h-80 overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-6 text-center text-muted-foreground">{empty}</Command.Empty>
          {children}
        </Command.List>
      </Command>
    </DialogContent>
  </Dialog>
)
