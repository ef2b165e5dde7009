"use client"

import { Fragment } from "react"
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu"
import { useBoard } from "./board-context"
import { commandOf, mayRun, runCommand } from "./commands"
import { keyCaps } from "./keys"

export type MenuAt = { x: number; y: number; on: "shape" | "wire" | "board" }

const menus: Record<MenuAt["on"], readonly (readonly string[])[]> = {
  shape: [
    ["connect", "duplicate", "cut", "copy", "paste"],
    ["make-assembly", "look-inside", "take-apart"],
    ["select-class", "align-left", "align-top", "distribute-across", "distribute-down"],
    ["delete"],
  ],
  wire: [["delete"]],
  board: [
    ["paste", "select-all"],
    ["tidy", "fit", "find", "balloons"],
    ["undo", "redo"],
  ],
}

/** The menu of the right button: the same commands. */
export default function BoardMenu({ at, onClose }: { at: MenuAt; onClose: () => void }) {
  const board = useBoard()
  return (
    <DropdownMenu open onOpenChange={(open) => !open && onClose()}>
      <DropdownMenuTrigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" sideOffset={0} className="min-w-56">
        {menus[at.on].map((ids, group) => (
          <Fragment key={ids.join()}>
            {group > 0 && <DropdownMenuSeparator />}
            {ids.map(commandOf).map((command) => (
              <DropdownMenuItem
                key={command.id}
                disabled={!mayRun(board, command)}
                variant={command.id === "delete" ? "destructive" : "default"}
                onSelect={() => runCommand(board, command)}
              >
                <span className="flex-1">{command.title}</span>
                {command.keys[0] && (
                  <kbd className="font-mono text-muted-foreground text-xs">{keyCaps(command.keys[0]).join(" ")}</kbd>
                )}
              </DropdownMenuItem>
            ))}
          </Fragment>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
