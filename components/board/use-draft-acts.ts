"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { DraftOut } from "@/lib/schemas/drawing"
import { useApplication } from "../application/application-context"
import { useTenant } from "../frame/tenant"
import { useTRPC, useTRPCClient } from "../trpc"
import { toast } from "../ui/toaster"
import { placed } from "./arrange"
import { useBoard } from "./board-context"

/** Shows a drawing that came from the server: there is nothing to undo in it. */
export function useTakeOver(): (draft: DraftOut) => void {
  const { keeper, dispatch } = useBoard()
  return ({ blueprint, version, baseRevision }) => {
    const shown = placed(blueprint)
    dispatch({ kind: "load", blueprint: shown })
    keeper.adopt(shown, { version, baseRevision })
  }
}

/** What can be done with the draft as a whole. */
export function useDraftActs() {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const { keeper } = useBoard()
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const takeOver = useTakeOver()
  const target = { tenantId: tenant.id, applicationId: application.id }
  const query = trpc.applications.draft.queryOptions(target)
  const known = (draft: DraftOut) => {
    client.setQueryData(query.queryKey, draft)
    takeOver(draft)
  }
  const onError = (error: unknown) => toast.error(error)
  const discard = useMutation(
    trpc.applications.discardDraft.mutationOptions({
      onError,
      onSuccess: (draft) => {
        known(draft)
        toast.message("The draft was discarded. The board shows what is wanted.")
      },
    }),
  )
  const rebase = useMutation(
    trpc.applications.rebaseDraft.mutationOptions({
      onError,
      onSuccess: ({ conflicts, ...draft }) => {
        known(draft)
        if (conflicts.length === 0) toast.success(`Your changes are on revision ${draft.baseRevision} now.`)
        else
          toast.message(`Both of you changed ${conflicts.join(", ")}.`, {
            description: "Your version was taken. Look at them before you apply.",
            durationMs: 15_000,
          })
      },
    }),
  )
  const restore = useMutation(
    trpc.applications.restoreRevision.mutationOptions({
      onError,
      onSuccess: (draft, { number }) => {
        known(draft)
        toast.success(`The drawing of revision ${number} is your draft. Nothing that runs has changed.`)
      },
    }),
  )
  /** As another window left it. */
  const reload = async () => {
    known(await api.applications.draft.query(target))
  }
  /** This window's drawing is to count. */
  const overwrite = async () => {
    // Asked anew: a question under way may have been answered before the other window saved.
    const { version } = await api.applications.draft.query(target)
    await keeper.overwrite(version)
  }
  return {
    isPending: discard.isPending || rebase.isPending || restore.isPending,
    discard: () => discard.mutate(target),
    rebase: async () => {
      if (await keeper.flush()) rebase.mutate(target)
      else toast.error("Your changes are not saved yet. Save them first, then try again.")
    },
    restore: (number: number) => restore.mutate({ ...target, number }),
    reload: () => void reload().catch(onError),
    overwrite: () => void overwrite().catch(onError),
  }
}
