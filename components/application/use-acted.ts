"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useTRPC } from "../trpc"
import { toast } from "../ui/toaster"

/** Of an act that is an operation of its own: what is shown of applications and operations is asked again; a refusal is said. */
export function useActed() {
  const trpc = useTRPC()
  const client = useQueryClient()
  return {
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries(trpc.applications.pathFilter()),
        client.invalidateQueries(trpc.operations.pathFilter()),
      ]),
    onError: (error: unknown) => toast.error(error),
  }
}
