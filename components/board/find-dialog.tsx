"use client"

import { Glyph } from "../glyph"
import { useBoard, useDrawn } from "./board-context"
import { only } from "./board-state"
import { ListDialog, ListRow } from "./list-dialog"

/** Finds a component by its name or class, and goes there. */
export default function FindDialog({ onClose }: { onClose: () => void }) {
  const board = useBoard()
  const { components } = useDrawn()
  return (
    <ListDialog title="Find a component" placeholder="Name or class" empty="Nothing has this name." onClose={onClose}>
      {components.map((each) => (
        <ListRow
          key={each.name}
          value={`${each.name} ${each.class}`}
          onSelect={() => {
            onClose()
            board.dispatch({ kind: "select", selection: only(each.name) })
            // The dialog gives the focus back first.
            setTimeout(() => board.canvas.current?.show([each.name]), 0)
          }}
        >
          <Glyph name={board.catalog.classOf(each.class)?.glyph ?? each.class} className="text-muted-foreground" />
          <span className="flex-1 truncate">{each.name}</span>
          <span className="text-muted-foreground text-xs">
            {each.class}@{each.version}
          </span>
        </ListRow>
      ))}
    </ListDialog>
  )
}
