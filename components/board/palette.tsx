"use client"

import { Info, Search } from "lucide-react"
import { type DragEvent, useState } from "react"
import { Glyph } from "../glyph"
import { Button } from "../ui/button"
import { Input } from "../ui/input"
import { LazyPopover } from "../ui/lazy-menu"
import { addClass } from "./add-class"
import { useBoard, useCatalog } from "./board-context"
import { classMime } from "./canvas"
import type { ClassOut } from "./catalog"
import { DataSheet } from "./data-sheet"

const isFound = ({ name, title, summary, boundary }: ClassOut, words: readonly string[]): boolean => {
  const protocols = boundary.terminals.map(({ protocol }) => protocol).join(" ")
  const text = `${name} ${title} ${summary} ${protocols}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

function ClassRow({ each, onAdded }: { each: ClassOut; onAdded: (() => void) | undefined }) {
  const board = useBoard()
  const add = () => {
    addClass(board, each)
    onAdded?.()
  }
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(classMime, each.name)
    event.dataTransfer.setData("text/plain", `${each.name}@${each.version}`)
    event.dataTransfer.effectAllowed = "copy"
  }
  return (
    <li className="flex items-start gap-0.5">
      <button
        type="button"
        draggable={board.canEdit}
        disabled={!board.canEdit}
        data-class={each.name}
        onDragStart={onDragStart}
        onDoubleClick={add}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return
          event.preventDefault()
          add()
        }}
        title={`${each.summary} Drag it to the board, or press Enter.`}
        className="flex min-w-0 flex-1 cursor-grab items-start gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-accent active:cursor-grabbing disabled:cursor-default"
      >
        <Glyph name={each.glyph} className="mt-0.5 size-5 text-muted-foreground" />
        <span className="min-w-0">
          <span className="block truncate font-medium text-compact">{each.title}</span>
          <span className="line-clamp-2 text-muted-foreground text-xs leading-4">{each.summary}</span>
        </span>
      </button>
      <LazyPopover
        label={`Data sheet of ${each.title}`}
        className="max-h-[70dvh] w-96 overflow-y-auto"
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Data sheet of ${each.title}`}>
            <Info aria-hidden />
          </Button>
        }
      >
        {() => <DataSheet each={each} />}
      </LazyPopover>
    </li>
  )
}

/** Classes to draw with. */
export function Palette({ onAdded }: { onAdded?: () => void }) {
  const { canEdit } = useBoard()
  const { classes } = useCatalog()
  const [text, setText] = useState("")
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = classes.filter((each) => each.retiredAt === null && isFound(each, words))
  const groups = [
    { title: "Your company's", members: found.filter((each) => each.catalog === "tenant") },
    { title: "Global catalog", members: found.filter((each) => each.catalog === "global") },
  ].filter(({ members }) => members.length > 0)
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="relative border-b p-2">
        <Search className="pointer-events-none absolute top-4 left-4.5 size-4 text-muted-foreground" aria-hidden />
        <Input
          type="search"
          aria-label="Search classes"
          placeholder="Search classes"
          className="h-8 pl-8 text-compact"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-1.5">
        {groups.map(({ title, members }) => (
          <section key={title} aria-label={title}>
            {groups.length > 1 && <h3 className="px-2 pb-0.5 text-muted-foreground text-xs">{title}</h3>}
            <ul className="flex flex-col gap-0.5" aria-label={groups.length > 1 ? title : "Classes"}>
              {members.map((each) => (
                <ClassRow key={each.name} each={each} onAdded={onAdded} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {found.length === 0 && (
        <p className="px-3 pb-4 text-compact text-muted-foreground">No class has this in its name or sentence.</p>
      )}
      {!canEdit && <p className="border-t p-3 text-compact text-muted-foreground">You may look, not draw.</p>}
    </div>
  )
}
