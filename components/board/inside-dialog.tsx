"use client"

import { ChevronRight } from "lucide-react"
import { useState } from "react"
import { withValues } from "@/lib/blueprint/assembly/flatten"
import type { BlueprintComponent } from "@/lib/blueprint/document"
import { useApplication } from "../application/application-context"
import { groupState } from "../application/group-state"
import { LazyDrawing } from "../drawing/lazy-drawing"
import { Button } from "../ui/button"
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "../ui/dialog"
import { useBoard, useCatalog } from "./board-context"
import { assemblyOf } from "./commands"

/** Ways into assemblies in assemblies: the shape on the board first. */
type Trail = readonly BlueprintComponent[]

function useStates(prefix: string) {
  const { instances } = useApplication().application
  const isOf = (name: string, path: string) => name === path || name.startsWith(`${path}.`)
  const mine = instances.filter(({ name }) => isOf(name, prefix))
  const of = (inner: string) => mine.filter(({ name }) => isOf(name, `${prefix}.${inner}`))
  return { runs: mine.length > 0, stateOf: (inner: string) => groupState(of(inner)) }
}

function Level({ trail, onOpen }: { trail: Trail; onOpen: (inner: BlueprintComponent) => void }) {
  const catalog = useCatalog()
  const { runs, stateOf } = useStates(trail.map(({ name }) => name).join("."))
  const shape = trail.at(-1)
  const interior = shape && catalog.interiorOf(shape)
  if (!shape || !interior) return null
  const { components, connections } = withValues(interior, shape.properties)
  return (
    <LazyDrawing
      blueprint={{ format: 1, components, connections }}
      classes={[...catalog.classes]}
      {...(runs ? { stateOf } : {})}
      onOpen={(name) => {
        const inner = components.find((each) => each.name === name)
        if (inner && catalog.interiorOf(inner)) onOpen(inner)
      }}
    />
  )
}

/** What is inside an assembly, and how it does: to look at, level by level. */
export default function InsideDialog({ onClose }: { onClose: () => void }) {
  const board = useBoard()
  const [trail, setTrail] = useState<Trail>(() => {
    const shape = assemblyOf(board)
    return shape ? [shape] : []
  })
  const [shape] = trail
  if (!shape) return null
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="flex h-[80dvh] max-w-4xl flex-col gap-0 p-0">
        <DialogTitle className="flex flex-wrap items-center gap-1 border-b py-2.5 pr-12 pl-4 text-sm">
          {trail.map((each, at) => (
            <span
              key={trail
                .slice(0, at + 1)
                .map(({ name }) => name)
                .join(".")}
              className="flex items-center gap-1"
            >
              {at > 0 && <ChevronRight className="size-4 text-muted-foreground" aria-hidden />}
              {at === trail.length - 1 ? (
                <span>{each.name}</span>
              ) : (
                <Button variant="ghost" size="sm" onClick={() => setTrail(trail.slice(0, at + 1))}>
                  {each.name}
                </Button>
              )}
            </span>
          ))}
          <span className="ml-1 font-mono font-normal text-muted-foreground text-xs">
            {trail.at(-1)?.class}@{trail.at(-1)?.version}
          </span>
        </DialogTitle>
        <DialogDescription className="sr-only">
          The components inside this assembly, with their wires and states. Choose an assembly among them to look inside
          it.
        </DialogDescription>
        <div className="min-h-0 flex-1">
          <Level key={trail.length} trail={trail} onOpen={(inner) => setTrail([...trail, inner])} />
        </div>
      </DialogContent>
    </Dialog>
  )
}
