"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { ListChecks } from "lucide-react"
import { duration } from "../format/time"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { CopyId } from "../ui/copy-id"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { RelativeTime } from "../ui/relative-time"
import { SkeletonRows } from "../ui/skeleton"
import { StateBadge } from "../ui/state-badge"
import { OperationProgress, OperationSteps, operationLook, operationTitle } from "./operation-progress"

/** Long acts, newest first, each with its steps. */
export function OperationList({ subjectId, vdcId }: { subjectId?: string; vdcId?: string }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.operations.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 30, ...(subjectId && { subjectId }), ...(vdcId && { vdcId }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  if (list.error && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <SkeletonRows />
  const items = list.data.pages.flatMap((page) => page.items)
  if (items.length === 0)
    return (
      <EmptyState icon={ListChecks} title="No operation yet">
        Provisioning, starting, stopping and changing things show their steps here, while they run and afterwards.
      </EmptyState>
    )
  return (
    <>
      <ul className="divide-y" aria-label="Operations">
        {items.map((operation) => (
          <li key={operation.id}>
            <details className="group px-4 py-2.5 sm:px-5">
              <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 [&::-webkit-details-marker]:hidden">
                <StateBadge state={operationLook(operation.state)} />
                <span className="min-w-0 flex-1 truncate font-medium">{operationTitle(operation)}</span>
                {operation.startedAt && operation.endedAt && (
                  <span className="text-muted-foreground text-xs tabular">
                    took {duration(Date.parse(operation.endedAt) - Date.parse(operation.startedAt))}
                  </span>
                )}
                <RelativeTime at={operation.createdAt} className="text-muted-foreground text-xs" />
                {operation.state === "running" && (
                  <span className="w-full">
                    <OperationProgress operation={operation} />
                  </span>
                )}
              </summary>
              <div className="mt-3 flex flex-col gap-2 border-t pt-3">
                <OperationSteps operation={operation} />
                <CopyId value={operation.id} label="operation id" />
              </div>
            </details>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="border-t p-2 text-center">
          <Button variant="ghost" size="sm" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older operations
          </Button>
        </div>
      )}
    </>
  )
}
