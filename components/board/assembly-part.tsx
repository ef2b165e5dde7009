"use client"

import { Boxes, Ungroup } from "lucide-react"
import type { BlueprintComponent } from "@/lib/blueprint/document"
import { count, listed } from "../format/size"
import { Button } from "../ui/button"
import { useBoard, useCatalog } from "./board-context"
import { commandOf, mayRun, runCommand } from "./commands"

/** Of an assembly's shape: what is inside, and the ways in. */
export function AssemblyPart({ component }: { component: BlueprintComponent }) {
  const board = useBoard()
  const parts = useCatalog().partsOf(component)
  const instances = parts.reduce((sum, part) => sum + part.count, 0)
  const acts = [
    { id: "look-inside", label: "Look inside", icon: Boxes },
    { id: "take-apart", label: "Take apart", icon: Ungroup },
  ]
  return (
    <div className="flex flex-col gap-2 border-b px-3 py-2.5">
      <p className="text-compact">
        An assembly of {count(parts.length, "component")}, {count(instances, "instance")}:{" "}
        <span className="text-muted-foreground">
          {listed(parts.map(({ name }) => name.slice(component.name.length + 1)))}
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        {acts.map(({ id, label, icon: Icon }) => (
          <Button
            key={id}
            variant="outline"
            size="sm"
            disabled={!mayRun(board, commandOf(id))}
            onClick={() => runCommand(board, commandOf(id))}
          >
            <Icon aria-hidden />
            {label}
          </Button>
        ))}
      </div>
    </div>
  )
}
