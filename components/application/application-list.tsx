"use client"

import { useQuery } from "@tanstack/react-query"
import { ExternalLink } from "lucide-react"
import Link from "next/link"
import { amountOfMicros } from "../format/money"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { ErrorState } from "../ui/error-state"
import { SkeletonRows } from "../ui/skeleton"
import { StateBadge } from "../ui/state-badge"
import { useVdc } from "../vdc/vdc-context"
import { NoApplication } from "./no-application"

/** The applications of the page's VDC at a glance; the page of applications sorts and filters them. */
export function ApplicationList() {
  const { tenant } = useTenant()
  const { vdc, at } = useVdc()
  const trpc = useTRPC()
  const list = useQuery(trpc.applications.list.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }))
  if (list.error && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <SkeletonRows rows={3} />
  if (list.data.items.length === 0) return <NoApplication />
  return (
    <ul className="divide-y border-t">
      {list.data.items.map((each) => (
        <li key={each.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-compact sm:px-5">
          <StateBadge state={each.state} className="w-24 justify-center" />
          <Link href={at(`/applications/${each.slug}`)} className="font-medium hover:text-primary hover:underline">
            {each.title}
          </Link>
          <span className="min-w-0 flex-1 basis-40 truncate text-muted-foreground" title={each.summary}>
            {each.summary}
          </span>
          <span className="tabular">
            {amountOfMicros(each.hourlyMicros, each.currency)} {each.currency} per hour
          </span>
          {each.url && each.state !== "stopped" && (
            <a
              href={each.url}
              target="_blank"
              rel="noreferrer"
              aria-label={`Open ${each.title}`}
              className="inline-flex items-center gap-1 font-medium text-primary hover:underline"
            >
              Open
              <ExternalLink className="size-3.5" aria-hidden />
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}
