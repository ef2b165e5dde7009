"use client"

import { useCallback, useSyncExternalStore } from "react"
import type { StepKey } from "./first-steps"

const changed = "gridline:first-steps"
const keyOf = (tenantId: string): string => `gridline.first-steps.${tenantId}`
const read = (tenantId: string): string => localStorage.getItem(keyOf(tenantId)) ?? ""

/** Remembers in this browser that a step was done or skipped. */
export function markStep(tenantId: string, step: StepKey | "hidden"): void {
  const marked = new Set(read(tenantId).split(",").filter(Boolean))
  if (marked.has(step)) return
  localStorage.setItem(keyOf(tenantId), [...marked, step].join(","))
  window.dispatchEvent(new Event(changed))
}

export function useMarkedSteps(tenantId: string): string[] {
  const subscribe = useCallback((listener: () => void) => {
    window.addEventListener(changed, listener)
    window.addEventListener("storage", listener)
    return () => {
      window.removeEventListener(changed, listener)
      window.removeEventListener("storage", listener)
    }
  }, [])
  return useSyncExternalStore(
    subscribe,
    () => read(tenantId),
    () => "hidden",
  )
    .split(",")
    .filter(Boolean)
}
