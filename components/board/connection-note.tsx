"use client"

import { Panel, useConnection } from "@xyflow/react"
import { useBoard } from "./board-context"
import { useStoreValue } from "./store"

/** While a wire is drawn: what to do, and over an input that does not take it, why. */
export function ConnectionNote() {
  const connecting = useStoreValue(useBoard().connecting, (each) => each)
  const over = useConnection(({ toHandle }) => (toHandle?.id ? `${toHandle.nodeId}.${toHandle.id}` : null))
  if (!connecting) return null
  const { from, whyNot } = connecting
  const start = `${from.component}.${from.terminal}`
  const legal = [...whyNot.values()].filter((why) => why === null).length
  const why = over && over !== start ? whyNot.get(over) : undefined
  const text =
    typeof why === "string"
      ? why
      : over && why === null
        ? `Let go to connect ${start} to ${over}.`
        : legal > 0
          ? `From ${start}: ${legal === 1 ? "1 input fits" : `${legal} inputs fit`}.`
          : (whyOf(whyNot) ?? `There is no input for ${start} on the board.`)
  return (
    <Panel position="top-center" className="pointer-events-none w-max max-w-[calc(100%-2rem)]">
      <p
        role="status"
        data-illegal={typeof why === "string" || undefined}
        className="rounded-md border bg-popover px-3 py-1.5 text-compact text-popover-foreground shadow-md data-illegal:border-state-failed/40 data-illegal:text-state-failed"
      >
        {text}
      </p>
    </Panel>
  )
}

/** The one reason that holds for all, such as that the output is wired already. */
function whyOf(whyNot: ReadonlyMap<string, string | null>): string | null {
  const already = [...whyNot.values()].find((why) => why?.includes("already"))
  return already ?? null
}
