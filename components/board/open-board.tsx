"use client"

import { useQuery } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import type { DraftOut } from "@/lib/schemas/drawing"
import { useApplication } from "../application/application-context"
import { useTenant } from "../frame/tenant"
import { useTRPC, useTRPCClient } from "../trpc"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import { placed } from "./arrange"
import { Board } from "./board"
import type { Board as BoardParts } from "./board-context"
import { type ClassOut, catalogOf } from "./catalog"
import type { Rate } from "./component-price"
import { type Copy, localCopy } from "./local-copy"
import { makeBoard } from "./make-board"
import { useIsWide } from "./use-is-wide"

const noRates: readonly Rate[] = []

function useRates() {
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const centers = useQuery(trpc.dataCenters.list.queryOptions({}))
  return centers.data?.items.find((each) => each.id === vdc.dataCenter.id)?.rates ?? noRates
}

/** What of a copy in this browser is still to be saved; null: nothing. */
function unsavedOf(copy: Copy | null, draft: DraftOut) {
  if (!copy) return null
  const isNewer = draft.savedAt === null || copy.at > draft.savedAt
  return isNewer && copy.baseRevision === draft.baseRevision && copy.version >= draft.version ? copy.blueprint : null
}

/** The draft as somebody who may only look sees it: what is wanted. */
function useStart() {
  const { tenant, can } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  const canEdit = can("application:configure")
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const draft = useQuery(
    trpc.applications.draft.queryOptions(
      { tenantId: tenant.id, applicationId: application.id },
      { enabled: canEdit, staleTime: 0 },
    ),
  )
  const wanted: DraftOut = {
    blueprint: application.blueprint,
    saved: false,
    version: 0,
    baseRevision: application.revision.number,
    currentRevision: application.revision.number,
    savedAt: null,
    others: [],
  }
  return { canEdit, classes, draft, first: canEdit ? draft.data : wanted }
}

function useMadeBoard(first: DraftOut | undefined, classes: readonly ClassOut[] | undefined, canEdit: boolean) {
  const { tenant, me } = useTenant()
  const { application } = useApplication()
  const isWide = useIsWide()
  const client = useTRPCClient()
  const [board, setBoard] = useState<BoardParts | null>(null)
  const target = { tenantId: tenant.id, applicationId: application.id }
  const make = async (draft: DraftOut, known: readonly ClassOut[], signal: AbortSignal) => {
    const copy = localCopy(application.id, me.user.id)
    const unsaved = canEdit ? unsavedOf(await copy.read(), draft) : null
    if (signal.aborted) return
    setBoard(
      makeBoard({
        blueprint: draft.blueprint,
        unsaved,
        known: { version: draft.version, baseRevision: draft.baseRevision },
        catalog: catalogOf(known),
        canEdit,
        isWide,
        copy,
        save: (sent) => client.applications.saveDraft.mutate({ ...target, ...sent }),
      }),
    )
    if (unsaved) toast.message("What you drew last was not saved: here it is again.")
  }
  const isReady = first !== undefined && classes !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once, of what came first; later news go to the board itself
  useEffect(() => {
    if (!first || !classes) return
    const ended = new AbortController()
    void make(first, classes, ended.signal)
    return () => ended.abort()
  }, [isReady, application.id])
  return board
}

/**
 * While nothing here is unsaved, the board follows: a newer draft of the same person from another window; and where there is no draft, the
 * revision that somebody applied.
 */
function useFollowed(board: BoardParts | null, draft: DraftOut | undefined): void {
  useEffect(() => {
    if (!board || !draft) return
    const { phase, version, baseRevision } = board.keeper.status.get()
    const isNewer = draft.saved ? draft.version > version : version === 0 && draft.baseRevision > baseRevision
    if (phase !== "saved" || !isNewer) return
    const blueprint = placed(draft.blueprint)
    board.dispatch({ kind: "load", blueprint })
    board.keeper.adopt(blueprint, { version: draft.version, baseRevision: draft.baseRevision })
  }, [board, draft])
}

/** Nothing of mine is drawn: what others apply is what the board shows. */
function useFollowWanted(board: BoardParts | null): void {
  const { application } = useApplication()
  const { blueprint, revision } = application
  useEffect(() => {
    if (!board || board.canEdit) return
    const { baseRevision } = board.keeper.status.get()
    if (revision.number <= baseRevision) return
    const next = placed(blueprint)
    board.dispatch({ kind: "load", blueprint: next })
    board.keeper.adopt(next, { version: 0, baseRevision: revision.number })
  }, [board, blueprint, revision.number])
}

/** Asks for what a board needs, then opens it. */
export default function OpenBoard() {
  const { application } = useApplication()
  const { canEdit, classes, draft, first } = useStart()
  const rates = useRates()
  const board = useMadeBoard(first, classes.data?.items, canEdit)
  useFollowed(board, draft.data)
  useFollowWanted(board)
  if (board) return <Board board={board} draft={draft.data} rates={rates} currency={application.currency} />
  const failed = (classes.data ? null : classes.error) ?? (draft.data ? null : draft.error)
  if (failed) return <ErrorState error={failed} onRetry={() => void (classes.data ? draft : classes).refetch()} />
  return <Skeleton className="min-h-112 flex-1" />
}
