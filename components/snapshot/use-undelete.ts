"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { toast } from "../ui/toaster"

export type Snapshot = ApiOutputs["snapshots"]["list"]["items"][number]

/** Out of the trash, from its row or from the message that it went there. */
export function useUndelete(snapshot: Snapshot) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const undelete = useMutation(
    trpc.snapshots.undelete.mutationOptions({
      onSuccess: async () => {
        toast.success(`${snapshot.name} is back.`)
        await client.invalidateQueries(trpc.snapshots.pathFilter())
      },
      onError: (error) => toast.error(error),
    }),
  )
  return {
    run: () => undelete.mutate({ tenantId: tenant.id, snapshotId: snapshot.id }),
    pending: undelete.isPending,
  }
}
