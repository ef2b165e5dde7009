"use client"

import { useCallback } from "react"
import type { ApiOutputs } from "../trpc"

type Me = ApiOutputs["me"]["get"]

/** Opens the first page of whoever has signed in, or `next`. Returns why there is none. */
export const useLanding = (next: string | null): ((me: Me) => string | null) =>
  useCallback(
    (me: Me) => {
      const own = me.tenants[0] ? `/${me.tenants[0].slug}` : null
      const target = next ?? (me.user.isProvider ? "/provider" : own)
      if (target === null)
        return "You belong to no company any more. Ask for an invitation, or sign up with another address."
      // A whole new page: nothing of whoever was signed in before stays in memory.
      window.location.assign(target)
      return null
    },
    [next],
  )
