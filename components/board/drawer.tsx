"use client"

import { X } from "lucide-react"
import { type ReactNode, useEffect, useRef } from "react"
import { Button } from "../ui/button"
import { type BoardUi, setUi, useBoard, useUi } from "./board-context"
import { HistoryPanel } from "./history-panel"
import { PlanPanel } from "./plan-panel"
import { Problems } from "./problems-drawer"
import type { Checks } from "./use-checks"

const titles: Record<NonNullable<BoardUi["drawer"]>, string> = {
  problems: "Problems",
  plan: "Plan: what applying the drawing does",
  history: "History",
}

/** Below the board: problems, plan or history. */
export function Drawer({ checks }: { checks: Checks }) {
  const board = useBoard()
  const drawer = useUi((ui) => ui.drawer)
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (drawer) box.current?.focus({ preventScroll: true })
  }, [drawer])
  if (drawer === null) return null
  const close = () => {
    setUi(board, { drawer: null })
    document.querySelector<HTMLElement>("[data-board-canvas]")?.focus({ preventScroll: true })
  }
  const contents: Record<typeof drawer, () => ReactNode> = {
    problems: () => <Problems problems={checks.problems} />,
    plan: () => <PlanPanel onDone={close} />,
    history: () => <HistoryPanel />,
  }
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={titles[drawer]}
      className="flex max-h-[55%] min-h-32 shrink-0 flex-col border-t bg-card"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        event.stopPropagation()
        close()
      }}
    >
      <div className="flex items-center gap-2 border-b px-3 py-1">
        <h2 className="flex-1 font-medium text-compact">{titles[drawer]}</h2>
        <Button variant="ghost" size="icon-sm" className="size-7" aria-label="Close" onClick={close}>
          <X aria-hidden />
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">{contents[drawer]()}</div>
    </section>
  )
}
