"use client"

import { useMemo, useRef, useState } from "react"
import { type DescriptorProblem, readDescriptor, writeDescriptor } from "@/lib/blueprint/descriptor"
import { count } from "../format/size"
import { Button } from "../ui/button"
import { Textarea } from "../ui/input"
import { useDebounced } from "../ui/use-debounced"
import { setUi, useBoard, useDrawn } from "./board-context"

/** The cursor goes to where it is. */
function jump(box: HTMLTextAreaElement | null, { line, column }: DescriptorProblem): void {
  if (!box) return
  const before = box.value.split("\n").slice(0, line - 1)
  const at = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
  box.focus()
  box.setSelectionRange(at, at)
}

const TextProblems = ({
  problems,
  onJump,
}: {
  problems: readonly DescriptorProblem[]
  onJump: (problem: DescriptorProblem) => void
}) => (
  <ul className="flex max-h-40 flex-col gap-0.5 overflow-y-auto border-t p-1.5" aria-label="Problems in the text">
    {problems.map((problem) => (
      <li key={`${problem.line}:${problem.column}:${problem.message}`}>
        <button
          type="button"
          className="w-full rounded-md px-2 py-1 text-left text-compact hover:bg-accent"
          onClick={() => onJump(problem)}
        >
          <span className="font-medium tabular underline underline-offset-2">Line {problem.line}</span>{" "}
          {problem.message}
        </button>
      </li>
    ))}
  </ul>
)

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
        <TextProblems problems={read.problems} onJump={(problem) => jump(box.current, problem)} />
      )}
    </section>
  )
}
