"use client"

import { useMemo, useRef, useState } from "react"
import { readDescriptor, writeDescriptor } from "@/lib/blueprint/descriptor"
import { DescriptorProblems, jump } from "../application/descriptor-problems"
import { count } from "../format/size"
import { Button } from "../ui/button"
import { Textarea } from "../ui/input"
import { useDebounced } from "../ui/use-debounced"
import { setUi, useBoard, useDrawn } from "./board-context"

/** The same drawing as text. What is typed becomes the picture when it is applied to it, as one step. */
export default function TextView() {
  const board = useBoard()
  const drawing = useDrawn()
  const box = useRef<HTMLTextAreaElement | null>(null)
  const written = useMemo(() => writeDescriptor(drawing), [drawing])
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? written
  const settled = useDebounced(text, 200)
  const read = useMemo(() => readDescriptor(settled, board.catalog.boundaries), [settled, board.catalog])
  const isChanged = typed !== null && typed !== written
  const take = () => {
    if (read.blueprint === null || settled !== text) return
    board.dispatch({ kind: "edit", edits: [{ kind: "replace", blueprint: read.blueprint }] })
    setTyped(null)
    setUi(board, { view: "picture" })
  }
  return (
    <section className="flex min-h-0 flex-1 flex-col" aria-label="The drawing as text">
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-1.5">
        <p className="min-w-0 flex-1 text-compact text-muted-foreground" aria-live="polite">
          {read.problems.length > 0
            ? count(read.problems.length, "problem")
            : isChanged
              ? "Differs from the picture."
              : "The same as the picture. Change it, and put it on the board."}
        </p>
        {board.canEdit && (
          <>
            <Button variant="outline" size="sm" disabled={!isChanged} onClick={() => setTyped(null)}>
              As drawn
            </Button>
            <Button size="sm" disabled={!isChanged || read.problems.length > 0 || settled !== text} onClick={take}>
              Put it on the board
            </Button>
          </>
        )}
      </div>
      <Textarea
        ref={box}
        aria-label="Descriptor (YAML)"
        aria-invalid={read.problems.length > 0}
        readOnly={!board.canEdit}
        spellCheck={false}
        wrap="off"
        className="min-h-0 flex-1 resize-none rounded-none border-0 font-mono text-compact leading-5"
        value={text}
        onChange={(event) => setTyped(event.target.value)}
      />
      {read.problems.length > 0 && (
        <DescriptorProblems
          problems={read.problems}
          onJump={(problem) => jump(box.current, problem)}
          label="Problems in the text"
          className="max-h-40 gap-0.5 overflow-y-auto border-t p-1.5"
          rowClassName="rounded-md px-2 py-1"
        />
      )}
    </section>
  )
}
