"use client"

import type { DescriptorProblem } from "@/lib/blueprint/descriptor"
import { cn } from "../ui/cn"

/** The cursor goes to where it is. */
export function jump(box: HTMLTextAreaElement | null, { line, column }: DescriptorProblem): void {
  if (!box) return
  const before = box.value.split("\n").slice(0, line - 1)
  const at = before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
  box.focus()
  box.setSelectionRange(at, at)
}

type Props = {
  problems: readonly DescriptorProblem[]
  onJump: (problem: DescriptorProblem) => void
  label?: string
  /** Said as it changes; not where something else beside it says so. */
  isLive?: boolean
  className: string
  rowClassName: string
}

/** What is wrong with a text, each with its line and the way there. */
export const DescriptorProblems = ({ problems, onJump, label, isLive = false, className, rowClassName }: Props) => (
  <ul className={cn("flex flex-col", className)} aria-label={label} aria-live={isLive ? "polite" : undefined}>
    {problems.map((problem) => (
      <li key={`${problem.line}:${problem.column}:${problem.message}`}>
        <button
          type="button"
          className={cn("w-full text-left text-compact hover:bg-accent", rowClassName)}
          onClick={() => onJump(problem)}
        >
          <span className="font-medium tabular underline underline-offset-2">Line {problem.line}</span>{" "}
          {problem.message}
        </button>
      </li>
    ))}
  </ul>
)
