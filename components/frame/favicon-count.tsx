"use client"

import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { useTRPC } from "../trpc"
import { useTenant } from "./tenant"

const icon = (failing: number): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#b91c1c"/><text x="16" y="23" font-family="sans-serif" font-weight="700" font-size="20" text-anchor="middle" fill="#fff">${failing > 9 ? "9+" : failing}</text></svg>`,
  )}`

/** The browser's tab says how many applications are not as wanted, also while it is in the background. */
export function FaviconCount() {
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const { data } = useQuery(
    trpc.applications.list.queryOptions({ tenantId: tenant.id, limit: 100 }, { enabled: can("application:read") }),
  )
  const failing = data?.items.filter((each) => each.state === "failed" || each.state === "degraded").length ?? 0
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]")
    if (!link) return
    link.href = failing === 0 ? "/favicon.svg" : icon(failing)
    return () => {
      link.href = "/favicon.svg"
    }
  }, [failing])
  return null
}
