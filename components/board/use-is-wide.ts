"use client"

import { useSyncExternalStore } from "react"

function useMedia(query: string): boolean {
  const subscribe = (listener: () => void) => {
    const media = window.matchMedia(query)
    media.addEventListener("change", listener)
    return () => media.removeEventListener("change", listener)
  }
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => true,
  )
}

/** Room for panels beside the board. */
export const useIsWide = (): boolean => useMedia("(min-width: 1024px)")

/** Room for a panel that has nothing to show at the moment. */
export const useIsVeryWide = (): boolean => useMedia("(min-width: 1536px)")
