"use client"

import { useQuery } from "@tanstack/react-query"
import { Gauge } from "lucide-react"
import Link from "next/link"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { useTRPC } from "../trpc"
import { useTenant } from "./tenant"

/** What runs now costs this much an hour; leads to where it comes from. */
export function CostNow() {
  const { tenant, can, to } = useTenant()
  const trpc = useTRPC()
  const preview = useQuery(
    trpc.usage.preview.queryOptions({ tenantId: tenant.id }, { enabled: can("billing:read"), refetchInterval: 60_000 }),
  )
  if (!preview.data) return null
  const { hourlyMicros, totalMinor, currency } = preview.data
  return (
    <Link
      href={to("/billing")}
      title={`This month so far ${amountOfMinor(totalMinor, currency)} ${currency}`}
      className="hidden h-8 items-center gap-1.5 rounded-md px-2 text-compact text-muted-foreground tabular hover:bg-accent hover:text-foreground sm:inline-flex"
    >
      <Gauge className="size-4" aria-hidden />
      <span className="sr-only">Cost per hour now</span>
      {amountOfMicros(hourlyMicros, currency, 4)} {currency}/h
    </Link>
  )
}
