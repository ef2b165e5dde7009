"use client"

import { useEffect } from "react"

/** The browser tab's title once the thing's name is known. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Gridline`
  }, [title])
}
