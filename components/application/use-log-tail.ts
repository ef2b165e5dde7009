"use client"

import { useEffect, useRef, useState } from "react"
import type { ComponentOut } from "@/lib/schemas/application"
import { type ApiOutputs, apiErrorOf, useTRPCClient } from "../trpc"
import { shortPath } from "./component-menu"

export type LogLine = ApiOutputs["components"]["logs"]["items"][number] & { source: string; key: string }
/** Lines kept on screen; older ones leave. */
export const keptLines = 2_000
const everyMs = 1_000

/**
 * The newest lines of these components, growing as they are written: each is asked once a second for what came after the
 * last line seen (one batched request for all). Stands still while `paused` or while the browser tab is hidden.
 */
export function useLogTail({
  tenantId,
  components,
  paused,
}: {
  tenantId: string
  components: Pick<ComponentOut, "id" | "path">[]
  paused: boolean
}): { lines: LogLine[]; error: string | null; loading: boolean } {
  const client = useTRPCClient()
  const [lines, setLines] = useState<LogLine[]>([])
  const [error, setError] = useState<string | null>(null)
  const [loading, setLoading] = useState(true)
  const cursors = useRef(new Map<string, string>())
  const who = components.map((each) => `${each.id} ${shortPath(each.path)}`).join("\n")

  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice of components begins anew
  useEffect(() => {
    cursors.current = new Map()
    setLines([])
    setLoading(true)
  }, [who])

  useEffect(() => {
    if (paused || who === "") return
    const stop = new AbortController()
    const sources = who.split("\n").map((each) => {
      const at = each.indexOf(" ")
      return { id: each.slice(0, at), source: each.slice(at + 1) }
    })
    const read = async ({ id, source }: { id: string; source: string }): Promise<LogLine[]> => {
      const after = cursors.current.get(id)
      const page = await client.components.logs.query(
        { tenantId, componentId: id, limit: after ? 1_000 : 200, ...(after && { after }) },
        { signal: stop.signal },
      )
      const last = page.items.at(-1)?.cursor
      if (last) cursors.current.set(id, last)
      return page.items.map((line) => ({ ...line, source, key: `${id}-${line.cursor}` }))
    }
    const round = async (): Promise<void> => {
      if (document.hidden) return
      const results = await Promise.allSettled(sources.map(read))
      if (stop.signal.aborted) return
      const fresh = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []))
      const failed = results.find((result) => result.status === "rejected")
      setError(failed ? apiErrorOf(failed.reason).message : null)
      setLoading(false)
      if (fresh.length === 0) return
      fresh.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      setLines((current) => [...current, ...fresh].slice(-keptLines))
    }
    let timer: ReturnType<typeof setTimeout>
    const loop = async (): Promise<void> => {
      await round()
      if (!stop.signal.aborted) timer = setTimeout(() => void loop(), everyMs)
    }
    void loop()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [client, tenantId, who, paused])

  return { lines, error, loading }
}
