"use client"

import { CircleCheck } from "lucide-react"
import type { Violation } from "@/lib/blueprint/violation"
import { useBoard } from "./board-context"
import { only } from "./board-state"

function Problem({ problem: { component, message, fix } }: { problem: Violation }) {
  const board = useBoard()
  const jump = () => {
    if (component === null) return
    board.dispatch({ kind: "select", selection: only(component) })
    board.canvas.current?.show([component])
  }
  return (
    <li>
      <button
        type="button"
        disabled={component === null}
        onClick={jump}
        className="flex w-full flex-wrap items-baseline gap-x-2 rounded-md px-2 py-1.5 text-left text-compact enabled:hover:bg-accent"
      >
        <span className="w-28 shrink-0 truncate font-mono text-state-failed text-xs underline-offset-2 group-enabled:underline">
          {component ?? "the drawing"}
        </span>
        <span className="min-w-0 flex-1">
          {message} <span className="text-muted-foreground">{fix}</span>
        </span>
        {component !== null && <span className="text-muted-foreground text-xs underline underline-offset-2">Jump</span>}
      </button>
    </li>
  )
}

/** All that keeps the drawing from running, each with the way there. */
export function Problems({ problems }: { problems: readonly Violation[] }) {
  if (problems.length === 0)
    return (
      <p className="flex items-center gap-2 p-3 text-compact">
        <CircleCheck className="size-4 text-state-running" aria-hidden />
        Nothing is wrong with the drawing.
      </p>
    )
  return (
    <ul className="flex flex-col p-1.5">
      {problems.map((problem, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two problems may say the same of one component
        <Problem key={`${problem.rule} ${problem.component} ${at}`} problem={problem} />
      ))}
    </ul>
  )
}
