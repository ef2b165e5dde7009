"use client"

import { Trash2 } from "lucide-react"
import { wireKey } from "@/lib/blueprint/edit"
import { count } from "../format/size"
import { Button } from "../ui/button"
import { useBoard, useBoardState } from "./board-context"

/** What a removal would break, before it does; the wires are lit up on the board meanwhile. */
export function DeleteBar() {
  const { dispatch } = useBoard()
  const doomed = useBoardState((state) => state.doomed)
  if (!doomed) return null
  const names = [...doomed.names]
  const shown = doomed.wires.slice(0, 4)
  return (
    <div
      role="alert"
      className="absolute inset-x-3 top-3 z-10 mx-auto flex max-w-2xl flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-state-failed/40 bg-popover px-3 py-2 text-compact shadow-lg"
    >
      <p className="min-w-0 flex-1">
        Deleting {names.length === 1 ? names[0] : count(names.length, "component")} also removes{" "}
        {doomed.wires.length === 1 ? "a wire" : count(doomed.wires.length, "wire")} of what stays:{" "}
        <span className="font-mono text-xs">
          {shown.map(wireKey).join(", ").replaceAll(">", " → ")}
          {doomed.wires.length > shown.length && ` and ${doomed.wires.length - shown.length} more`}
        </span>
      </p>
      <Button variant="outline" size="sm" onClick={() => dispatch({ kind: "spare" })}>
        Keep
      </Button>
      <Button variant="destructive" size="sm" onClick={() => dispatch({ kind: "remove" })}>
        <Trash2 aria-hidden />
        Delete
      </Button>
    </div>
  )
}
