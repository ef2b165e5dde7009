"use client"

import type { Connection, FinalConnectionState, OnConnectStartParams } from "@xyflow/react"
import { useMemo } from "react"
import type { BlueprintConnection } from "@/lib/blueprint/document"
import { type TerminalRef, targetsOf } from "@/lib/blueprint/edit"
import type { Board } from "./board-context"
import { drawn } from "./board-state"

type Ends = Pick<Connection, "source" | "target"> & { sourceHandle?: string | null; targetHandle?: string | null }

const wireOf = ({ source, target, sourceHandle, targetHandle }: Ends): BlueprintConnection => ({
  from: { component: source, terminal: sourceHandle ?? "" },
  to: { component: target, terminal: targetHandle ?? "" },
})

/** Every input, by `component.terminal`, with why a wire from here cannot end there. */
export function targetMap(board: Board, from: TerminalRef): Map<string, string | null> {
  const targets = targetsOf(drawn(board.state.get()), board.catalog.boundaries, from)
  return new Map(targets.map(({ component, terminal, whyNot }) => [`${component}.${terminal}`, whyNot]))
}

export function connect(board: Board, wire: BlueprintConnection): void {
  board.dispatch({ kind: "edit", edits: [{ kind: "connect", wire }] })
  board.say(`Connected ${wire.from.component}.${wire.from.terminal} to ${wire.to.component}.${wire.to.terminal}.`)
}

/** Let go over a shape rather than over a pin: its only input that fits, if there is just one. */
function connectToShape(board: Board, event: MouseEvent | TouchEvent): void {
  const connecting = board.connecting.get()
  const point = "clientX" in event ? event : event.changedTouches[0]
  if (!connecting || !point) return
  const under = document.elementFromPoint(point.clientX, point.clientY)?.closest(".react-flow__node")
  const component = under?.getAttribute("data-id")
  if (!component || component === connecting.from.component) return
  const inputs = [...connecting.whyNot].filter(([key]) => key.startsWith(`${component}.`))
  const legal = inputs.filter(([, whyNot]) => whyNot === null)
  const [first] = legal
  if (first && legal.length === 1)
    connect(board, { from: connecting.from, to: { component, terminal: first[0].slice(component.length + 1) } })
  else if (legal.length > 1) board.say(`${component} has several inputs that fit: let go over one of them.`)
  else board.say(inputs[0]?.[1] ?? `${component} has no inputs.`)
}

/** Drawing a wire from an output to an input. */
export function useConnecting(board: Board) {
  return useMemo(
    () => ({
      onConnectStart: (_event: MouseEvent | TouchEvent, { nodeId, handleId }: OnConnectStartParams) => {
        if (!nodeId || !handleId) return
        const from = { component: nodeId, terminal: handleId }
        board.connecting.set(() => ({ from, whyNot: targetMap(board, from) }))
      },
      isValidConnection: (ends: Ends) => {
        const { to } = wireOf(ends)
        return board.connecting.get()?.whyNot.get(`${to.component}.${to.terminal}`) === null
      },
      onConnect: (ends: Connection) => connect(board, wireOf(ends)),
      onConnectEnd: (event: MouseEvent | TouchEvent, { isValid, toHandle }: FinalConnectionState) => {
        if (!isValid && !toHandle) connectToShape(board, event)
        board.connecting.set(() => null)
      },
    }),
    [board],
  )
}
