"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { isUnauthenticated } from "../api-error"

/** Where to sign in and come back to this page; forms keep what was typed in the session storage. */
export const signInHref = (): string =>
  `/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`

/** Leads to the sign-in page as soon as any call says that nobody is signed in (any more). */
export function useSignInRedirect(): void {
  const client = useQueryClient()
  useEffect(() => {
    let leaving = false
    const check = (error: unknown) => {
      if (leaving || !error || !isUnauthenticated(error)) return
      leaving = true
      window.location.assign(signInHref())
    }
    const stops = [
      client.getQueryCache().subscribe((event) => check(event.query.state.error)),
      client.getMutationCache().subscribe((event) => check(event.mutation?.state.error)),
    ]
    for (const query of client.getQueryCache().getAll()) check(query.state.error)
    return () => {
      for (const stop of stops) stop()
    }
  }, [client])
}
