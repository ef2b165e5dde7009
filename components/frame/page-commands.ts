"use client"

import { useEffect, useSyncExternalStore } from "react"

/** What the page of the moment adds to Ctrl-K and to the list of keys. */
export type PageCommands = {
  /** "On the board" */
  heading: string
  commands: readonly { id: string; title: string; keys: readonly string[]; isEnabled: () => boolean; run: () => void }[]
  /** Keys that are no command of the list. */
  alsoKeys: readonly { keys: readonly string[]; title: string }[]
}

let registered: PageCommands | null = null
const listeners = new Set<() => void>()

function put(next: PageCommands | null): void {
  registered = next
  for (const listener of listeners) listener()
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** While a component is shown, its commands are offered. `commands` must stay the same object. */
export function usePutPageCommands(commands: PageCommands): void {
  useEffect(() => {
    put(commands)
    return () => {
      if (registered === commands) put(null)
    }
  }, [commands])
}

export const usePageCommands = (): PageCommands | null =>
  useSyncExternalStore(
    subscribe,
    () => registered,
    () => null,
  )
