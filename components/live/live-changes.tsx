"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useSubscription } from "@trpc/tanstack-react-query"
import { WifiOff } from "lucide-react"
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import type { LiveChange } from "@/lib/schemas/event"
import { duration } from "../format/time"
import { isPassing, useTRPC } from "../trpc"
import { useNow } from "../ui/relative-time"
import { changeQueue } from "./change-queue"
import { refreshQueries } from "./refresh-queries"

type Topic = LiveChange["topic"]
const againMs = 2_000

/** What is asked again when something of a topic changed. Only what is on screen is fetched; the rest is marked old. */
function useFilters() {
  const trpc = useTRPC()
  return useMemo(() => {
    const vdcs = trpc.vdcs.pathFilter()
    const applications = trpc.applications.pathFilter()
    const components = trpc.components.pathFilter()
    const volumes = trpc.volumes.pathFilter()
    const snapshots = trpc.snapshots.pathFilter()
    const { list, get, quote, copyPreview } = trpc.applications
    // Components have news all the time: drafts, plans and revisions do not follow from them.
    const ofComponents = [list, get, quote, copyPreview].map((each) => each.pathFilter())
    const byTopic: Record<Topic, { queryKey: readonly unknown[] }[]> = {
      vdc: [vdcs],
      node: [vdcs],
      application: [applications, vdcs],
      draft: [trpc.applications.draft.pathFilter()],
      component: [...ofComponents, components, vdcs],
      volume: [volumes, snapshots, vdcs],
      snapshot: [snapshots],
      operation: [trpc.operations.pathFilter(), applications],
      event: [trpc.events.pathFilter()],
      usage: [trpc.usage.pathFilter()],
      invoice: [trpc.usage.pathFilter(), { queryKey: [["invoices"]] }],
    }
    return byTopic
  }, [trpc])
}

/** Keeps what is on screen true while it is looked at: one subscription for the whole frame. */
export function LiveChanges({ tenantId }: { tenantId: string }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const filters = useFilters()
  const [lostAt, setLostAt] = useState<number | null>(null)
  const wasLost = useRef(false)

  const queue = useMemo(
    () =>
      changeQueue<Topic>({
        everyMs: 300,
        slow: { usage: 5_000 },
        flush: (topics) => {
          const seen = new Set<string>()
          for (const filter of [...topics].flatMap((topic) => filters[topic])) {
            const key = JSON.stringify(filter.queryKey)
            if (seen.has(key)) continue
            seen.add(key)
            void refreshQueries(client, filter)
          }
        },
      }),
    [client, filters],
  )
  useEffect(() => () => queue.stop(), [queue])

  const caughtUp = useCallback(() => {
    if (wasLost.current) void refreshQueries(client) // whatever happened meanwhile was not announced to us
    wasLost.current = false
    setLostAt(null)
  }, [client])

  const lost = useCallback(() => {
    wasLost.current = true
    setLostAt((current) => current ?? Date.now())
  }, [])

  const { status, error, reset } = useSubscription(
    trpc.live.changes.subscriptionOptions(
      { tenantId },
      {
        onStarted: caughtUp,
        onData: ({ topic }) => {
          if (topic === "away") lost()
          else if (topic === "back") caughtUp()
          else queue.add(topic)
        },
        onConnectionStateChange: (next) => {
          if (next.state === "pending") caughtUp()
          else if (next.state === "connecting" && next.error) lost()
        },
        onError: lost,
      },
    ),
  )
  useEffect(() => {
    // The browser takes an answer such as 503 as final and connects no more by itself.
    if (status !== "error" || !isPassing(error)) return
    const again = setTimeout(reset, againMs)
    return () => clearTimeout(again)
  }, [status, error, reset])
  return lostAt === null ? null : <LostBar since={lostAt} />
}

function LostBar({ since }: { since: number }) {
  const now = useNow()
  const gone = Math.max(0, now - since)
  if (gone < 2_000) return null // most losses heal before anybody could read this
  return (
    <output className="flex items-center justify-center gap-2 border-b bg-state-degraded/10 px-4 py-1 text-state-degraded text-xs">
      <WifiOff className="size-3.5" aria-hidden />
      Reconnecting, last news {duration(gone - (gone % 1000)).replace(".0", "")} ago
    </output>
  )
}
