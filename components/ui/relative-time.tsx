"use client"

import { useSyncExternalStore } from "react"
import { relativeTime, utc } from "../format/time"
import { cn } from "./cn"

// One timer for every time on the page. It ticks each second so that "12 s ago" stays true.
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let current = 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) {
    current = Date.now()
    timer = setInterval(() => {
      current = Date.now()
      for (const each of listeners) each()
    }, 1000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}
const snapshot = () => (current === 0 ? 0 : current - (current % 1000))

/** This browser's clock, in whole seconds since 1970 in milliseconds; 0 while rendering on the server. */
export const useNow = (): number => useSyncExternalStore(subscribe, snapshot, () => 0)

/** "3 min ago", the exact instant in UTC on hover. */
export function RelativeTime({ at, className }: { at: string | Date; className?: string }) {
  const now = useNow()
  const date = typeof at === "string" ? new Date(at) : at
  return (
    <time dateTime={date.toISOString()} title={utc(date)} className={cn("whitespace-nowrap tabular", className)}>
      {now === 0 ? utc(date) : relativeTime(date, new Date(now))}
    </time>
  )
}
