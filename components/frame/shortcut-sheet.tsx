"use client"

import { Dialog, DialogContent, DialogHeader, DialogTitle } from "../ui/dialog"
import { usePageCommands } from "./page-commands"
import type { Place } from "./shortcuts"

const Key = ({ children }: { children: string }) => (
  <kbd className="inline-flex h-6 min-w-6 items-center justify-center rounded-sm border bg-muted px-1.5 font-mono text-xs">
    {children}
  </kbd>
)

export default function ShortcutSheet({ places, onClose }: { places: Place[]; onClose: () => void }) {
  const page = usePageCommands()
  const ofPage = page
    ? [...page.commands.flatMap(({ keys, title }) => (keys.length > 0 ? [{ keys, title }] : [])), ...page.alsoKeys]
    : []
  const rows = [
    { keys: ["Ctrl", "K"], title: "Search and commands" },
    { keys: ["?"], title: "This list" },
    { keys: ["Esc"], title: "Close what is open" },
    ...places.map((place) => ({ keys: ["g", place.key], title: place.title })),
    ...ofPage,
  ]
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-sm" aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
        </DialogHeader>
        <ul className="flex flex-col gap-2">
          {rows.map((row) => (
            <li key={row.title} className="flex items-center justify-between gap-4">
              <span>{row.title}</span>
              <span className="flex gap-1">
                {row.keys.map((key) => (
                  <Key key={key}>{key}</Key>
                ))}
              </span>
            </li>
          ))}
        </ul>
      </DialogContent>
    </Dialog>
  )
}
