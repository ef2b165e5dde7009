"use client"

import { useCallback, useRef, useState } from "react"
import { uploadLimitBytes } from "@/lib/upload-limit"
import { apiErrorOf } from "../api-error"
import { bytes } from "../format/size"
import { putFile } from "./file-transfer"

export type Upload = {
  id: number
  name: string
  /** 0–1 */
  share: number
  state: "waiting" | "sending" | "done" | "failed" | "stopped"
  error: string | null
}
type Waiting = { id: number; file: File; path: string; stop: AbortController }

/** Sends files into a volume two at a time; a failed one keeps its place and says why. */
export function useUploads(target: { volumeId: string; tenantId: string }, onSent: () => void) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const queue = useRef<Waiting[]>([])
  const running = useRef(new Map<number, Waiting>())
  const lastId = useRef(0)

  const change = useCallback(
    (id: number, part: Partial<Upload>) =>
      setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...part } : each))),
    [],
  )
  const next = useCallback((): void => {
    const item = running.current.size < 2 ? queue.current.shift() : undefined
    if (!item) return
    running.current.set(item.id, item)
    change(item.id, { state: "sending" })
    putFile({ ...target, path: item.path }, item.file, (share) => change(item.id, { share }), item.stop.signal)
      .then(() => {
        change(item.id, { state: "done", share: 1 })
        onSent()
      })
      .catch((error: unknown) =>
        item.stop.signal.aborted
          ? change(item.id, { state: "stopped" })
          : change(item.id, { state: "failed", error: apiErrorOf(error).message }),
      )
      .finally(() => {
        running.current.delete(item.id)
        next()
      })
    next()
  }, [change, onSent, target])

  const add = useCallback(
    (files: { file: File; path: string }[]) => {
      const items = files.map(({ file, path }) => ({ id: ++lastId.current, file, path, stop: new AbortController() }))
      const fits = items.filter((item) => item.file.size <= uploadLimitBytes)
      setUploads((all) => [
        ...all.filter((each) => each.state !== "done"),
        ...items.map((item) => ({
          id: item.id,
          name: item.path,
          share: 0,
          ...(fits.includes(item)
            ? { state: "waiting" as const, error: null }
            : {
                state: "failed" as const,
                error: `A file may have at most ${bytes(uploadLimitBytes)}; this one has ${bytes(item.file.size)}.`,
              }),
        })),
      ])
      queue.current.push(...fits)
      next()
    },
    [next],
  )
  const stop = useCallback(
    (id: number) => {
      running.current.get(id)?.stop.abort()
      queue.current = queue.current.filter((item) => item.id !== id)
      change(id, { state: "stopped" })
    },
    [change],
  )
  const clear = useCallback(
    () => setUploads((all) => all.filter((each) => each.state === "waiting" || each.state === "sending")),
    [],
  )
  return { uploads, add, stop, clear }
}
