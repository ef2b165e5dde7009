"use client"

import { useBoard } from "./board-context"
import { useStoreValue } from "./store"

/** What was done, for those who do not see it. */
export function Spoken() {
  const said = useStoreValue(useBoard().spoken, (each) => each)
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {said}
    </p>
  )
}
