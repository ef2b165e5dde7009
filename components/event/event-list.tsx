"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { CircleAlert, History, Info, TriangleAlert } from "lucide-react"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { cn } from "../ui/cn"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { RelativeTime } from "../ui/relative-time"
import { SkeletonRows } from "../ui/skeleton"

const looks = {
  info: { icon: Info, tone: "text-muted-foreground" },
  warning: { icon: TriangleAlert, tone: "text-state-degraded" },
  error: { icon: CircleAlert, tone: "text-state-failed" },
} as const

/** What happened, newest first. */
export function EventList({
  vdcId,
  applicationId,
  limit = 50,
  more = true,
  severity,
}: {
  vdcId?: string
  applicationId?: string
  limit?: number
  /** Older ones on request. */
  more?: boolean
  severity?: string
}) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const events = useInfiniteQuery(
    trpc.events.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit, ...(vdcId && { vdcId }), ...(applicationId && { applicationId }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  if (events.error && !events.data)
    return <ErrorState error={events.error} title="Events could not be loaded" onRetry={() => void events.refetch()} />
  if (!events.data) return <SkeletonRows />
  const all = events.data.pages.flatMap((page) => page.items)
  const shown = severity ? all.filter((event) => event.severity === severity) : all
  if (shown.length === 0)
    return (
      <EmptyState icon={History} title="Nothing has happened yet">
        Starts, stops, failures and moves are told here as they happen.
      </EmptyState>
    )
  return (
    <>
      <ol className="divide-y" aria-label="Events">
        {shown.map((event) => {
          const { icon: Icon, tone } = looks[event.severity]
          return (
            <li key={event.id} className="flex items-start gap-2.5 px-4 py-2 text-compact sm:px-5">
              <Icon className={cn("mt-0.5 size-4 shrink-0", tone)} aria-label={event.severity} />
              <span className="min-w-0 flex-1 break-words">{event.message}</span>
              <RelativeTime at={event.at} className="shrink-0 text-muted-foreground text-xs leading-5" />
            </li>
          )
        })}
      </ol>
      {more && events.hasNextPage && (
        <div className="border-t p-2 text-center">
          <Button
            variant="ghost"
            size="sm"
            pending={events.isFetchingNextPage}
            onClick={() => void events.fetchNextPage()}
          >
            Show older events
          </Button>
        </div>
      )}
    </>
  )
}
