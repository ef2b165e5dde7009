"use client"

import { Shapes } from "lucide-react"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { setUi, useBoard, useDrawn } from "./board-context"

/** Nothing is drawn: how to begin. */
export function EmptyBoard() {
  const board = useBoard()
  const { components } = useDrawn()
  if (components.length > 0) return null
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center">
      <EmptyState
        icon={Shapes}
        title="Nothing is drawn yet"
        action={
          board.canEdit && (
            <Button variant="outline" className="pointer-events-auto" onClick={() => setUi(board, { palette: true })}>
              Show the classes
            </Button>
          )
        }
      >
        Drag classes here, such as a gateway and a web server, and draw wires from outputs to inputs.
      </EmptyState>
    </div>
  )
}
