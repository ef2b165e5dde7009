"use client"

import { useSyncExternalStore } from "react"

/** A value that components follow piece by piece. */
export type Store<T> = {
  get: () => T
  set: (next: (old: T) => T) => void
  subscribe: (listener: () => void) => () => void
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      const changed = next(value)
      if (Object.is(changed, value)) return
      value = changed
      for (const listener of [...listeners]) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** `select` must answer the same object while nothing it reads has changed. */
export function useStoreValue<T, V>({ get, subscribe }: Store<T>, select: (value: T) => V): V {
  const read = () => select(get())
  return useSyncExternalStore(subscribe, read, read)
}
