"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useCallback } from "react"

/** A piece of state that lives in the address, so that a link or a reload shows the same. Empty values leave the address. */
export function useUrlState(key: string, initial = ""): [string, (value: string) => void] {
  const params = useSearchParams()
  const pathname = usePathname()
  const router = useRouter()
  const set = useCallback(
    (value: string) => {
      const next = new URLSearchParams(window.location.search)
      if (value === initial) next.delete(key)
      else next.set(key, value)
      const query = next.toString()
      router.replace(query ? `${pathname}?${query}` : pathname, { scroll: false })
    },
    [initial, key, pathname, router],
  )
  return [params.get(key) ?? initial, set]
}
