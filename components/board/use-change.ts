"use client"

import { type FocusEvent, useRef } from "react"
import type { ComponentChange } from "@/lib/blueprint/edit"
import { useBoard } from "./board-context"

let fields = 0

/**
 * Changes components from a form. All that is typed while one control has the focus is one step: give `onFocus` to what is around the
 * controls.
 */
export function useChange(names: readonly string[]) {
  const { dispatch } = useBoard()
  const join = useRef("")
  return {
    onFocus: (_event: FocusEvent) => {
      fields += 1
      join.current = `field ${fields}`
    },
    change: (part: ComponentChange) =>
      dispatch({ kind: "edit", edits: [{ kind: "change", names, change: part }], join: join.current }),
  }
}

export type Change = (part: ComponentChange) => void
