"use client"

import { X } from "lucide-react"
import type { BlueprintConnection } from "@/lib/blueprint/document"
import { type TerminalRef, wireKey } from "@/lib/blueprint/edit"
import { Button } from "../ui/button"
import { useBoard, useDrawn } from "./board-context"
import { only } from "./board-state"
import { commandOf, runCommand } from "./commands"

function Wire({ wire, far, own }: { wire: BlueprintConnection; far: TerminalRef; own: string }) {
  const board = useBoard()
  const go = () => {
    board.dispatch({ kind: "select", selection: only(far.component) })
    board.canvas.current?.show([far.component])
  }
  return (
    <li className="flex items-center gap-1.5 text-xs">
      <span className="font-mono">{own}</span>
      <button type="button" onClick={go} className="min-w-0 truncate font-mono underline underline-offset-2">
        {far.component}.{far.terminal}
      </button>
      {board.canEdit && (
        <Button
          variant="ghost"
          size="icon-sm"
          className="ml-auto size-6"
          aria-label={`Remove the wire to ${far.component}.${far.terminal}`}
          onClick={() => board.dispatch({ kind: "edit", edits: [{ kind: "disconnect", wires: [wire] }] })}
        >
          <X aria-hidden />
        </Button>
      )}
    </li>
  )
}

/** Where a component's wires lead to and come from. */
export function WireList({ name }: { name: string }) {
  const board = useBoard()
  const { connections } = useDrawn()
  const out = connections.filter(({ from }) => from.component === name)
  const into = connections.filter(({ to }) => to.component === name)
  return (
    <div className="flex flex-col gap-2">
      {out.length + into.length === 0 && <p className="text-compact text-muted-foreground">None.</p>}
      <ul className="flex flex-col gap-0.5">
        {out.map((wire) => (
          <Wire key={wireKey(wire)} wire={wire} far={wire.to} own={`${wire.from.terminal} →`} />
        ))}
        {into.map((wire) => (
          <Wire key={wireKey(wire)} wire={wire} far={wire.from} own={`${wire.to.terminal} ←`} />
        ))}
      </ul>
      {board.canEdit && (
        <Button
          variant="outline"
          size="sm"
          className="self-start"
          onClick={() => runCommand(board, commandOf("connect"))}
        >
          Connect…
        </Button>
      )}
    </div>
  )
}
