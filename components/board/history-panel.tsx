"use client"

import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { useApplication } from "../application/application-context"
import { count } from "../format/size"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { ErrorState } from "../ui/error-state"
import { RelativeTime } from "../ui/relative-time"
import { SkeletonRows } from "../ui/skeleton"
import { useBoard } from "./board-context"
import { ToldList } from "./told-list"
import { useDraftActs } from "./use-draft-acts"

type Revision = ApiOutputs["applications"]["revisions"]["items"][number]

function useRevisions() {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  return useInfiniteQuery(
    trpc.applications.revisions.infiniteQueryOptions(
      { tenantId: tenant.id, applicationId: application.id, limit: 30 },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  )
}

/** What makes one revision into another; on the board, the shapes concerned are pointed out meanwhile. */
function Compared({ from, to }: { from: number; to: number }) {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const { marked } = useBoard()
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(
    trpc.applications.compareRevisions.queryOptions({ tenantId: tenant.id, applicationId: application.id, from, to }),
  )
  useEffect(() => {
    if (data) marked.set(() => new Set(data.changes.map(({ component }) => component)))
    return () => marked.set(() => new Set())
  }, [data, marked])
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} className="py-4" />
  if (!data) return <SkeletonRows rows={2} />
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-medium text-compact">
        From revision {from} to {to}
      </h3>
      <ToldList told={data.changes} empty="Nothing but the picture." />
    </div>
  )
}

function Row({
  each,
  chosen,
  onChoose,
}: {
  each: Revision
  chosen: readonly number[]
  onChoose: (number: number) => void
}) {
  const board = useBoard()
  const acts = useDraftActs()
  const isChosen = chosen.includes(each.number)
  return (
    <li className="flex items-start gap-2.5 rounded-md px-2 py-1.5 hover:bg-accent">
      <input
        type="checkbox"
        aria-label={`Compare revision ${each.number}`}
        className="mt-1 size-4 accent-primary"
        checked={isChosen}
        onChange={() => onChoose(each.number)}
      />
      <div className="min-w-0 flex-1 text-compact">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium tabular">{each.number}</span>
          <span className="min-w-0 break-words">{each.message || "No message"}</span>
          {each.current && <Badge>Wanted now</Badge>}
        </p>
        <p className="text-muted-foreground text-xs">
          {each.createdBy ?? "Gridline"}, <RelativeTime at={each.createdAt} />, {count(each.components, "component")}
        </p>
      </div>
      {board.canEdit && !each.current && (
        <Button variant="outline" size="sm" pending={acts.isPending} onClick={() => acts.restore(each.number)}>
          Make it my draft
        </Button>
      )}
    </li>
  )
}

/** Every drawing that was applied. Two can be compared, any can be drawn on again. */
export function HistoryPanel() {
  const revisions = useRevisions()
  const [chosen, setChosen] = useState<readonly number[]>([])
  const choose = (number: number) =>
    setChosen((old) => (old.includes(number) ? old.filter((each) => each !== number) : [...old, number].slice(-2)))
  if (revisions.error && !revisions.data)
    return <ErrorState error={revisions.error} onRetry={() => void revisions.refetch()} className="py-4" />
  if (!revisions.data) return <SkeletonRows rows={4} />
  const [a, b] = [...chosen].sort((x, y) => x - y)
  return (
    <div className="grid gap-4 p-2 md:grid-cols-2">
      <div>
        <ul className="flex flex-col">
          {revisions.data.pages
            .flatMap(({ items }) => items)
            .map((each) => (
              <Row key={each.id} each={each} chosen={chosen} onChoose={choose} />
            ))}
        </ul>
        {revisions.hasNextPage && (
          <Button
            variant="ghost"
            size="sm"
            pending={revisions.isFetchingNextPage}
            onClick={() => void revisions.fetchNextPage()}
          >
            Older ones
          </Button>
        )}
      </div>
      <div className="px-1 py-1.5">
        {a !== undefined && b !== undefined ? (
          <Compared from={a} to={b} />
        ) : (
          <p className="text-compact text-muted-foreground">Tick two revisions to see what differs.</p>
        )}
      </div>
    </div>
  )
}
