"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Power, PowerOff } from "lucide-react"
import { useState } from "react"
import { count } from "../../format/size"
import { type ApiOutputs, useTRPC } from "../../trpc"
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "../../ui/alert-dialog"
import { Button } from "../../ui/button"
import { InlineError } from "../../ui/error-state"
import { toast } from "../../ui/toaster"

type Node = ApiOutputs["provider"]["nodes"]["list"]["items"][number]

/** Cuts a node's power for a drill: says first whom it hits. */
export function PowerOffDialog({ node }: { node: Node }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const off = useMutation(
    trpc.provider.nodes.powerOff.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.provider.pathFilter())
        toast.success(`${node.name} is off.`)
        setOpen(false)
      },
      onSettled: () => client.invalidateQueries(trpc.provider.nodes.pathFilter()),
    }),
  )
  const holder = node.assignedTo
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`Power off ${node.name}`}>
          <PowerOff aria-hidden />
          Power off
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Power off {node.name}?</AlertDialogTitle>
          <AlertDialogDescription asChild>
            {holder ? (
              <div className="flex flex-col gap-2">
                <p>
                  It belongs to <strong className="text-foreground">{holder.tenant}</strong>, in{" "}
                  <strong className="text-foreground">{holder.vdc}</strong>.{" "}
                  {node.components === 0
                    ? "Nothing runs on it now."
                    : `${count(node.components, "component")} on it will be lost at once and start elsewhere if there is room.`}
                </p>
                <p>
                  The company sees this in its events, with the provider's name on it. It stays off until you switch it
                  on.
                </p>
              </div>
            ) : (
              <p>Nobody has it. It is not offered to anybody until you switch it on again.</p>
            )}
          </AlertDialogDescription>
        </AlertDialogHeader>
        <InlineError error={off.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>Leave it on</AlertDialogCancel>
          <Button variant="destructive" pending={off.isPending} onClick={() => off.mutate({ nodeId: node.id })}>
            Power off {node.name}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}

export function PowerOnButton({ node }: { node: Node }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const on = useMutation(
    trpc.provider.nodes.powerOn.mutationOptions({
      onSuccess: () => toast.success(`${node.name} is on. It first removes what no longer belongs to it.`),
      onError: (error) => toast.error(error),
      onSettled: () => client.invalidateQueries(trpc.provider.pathFilter()),
    }),
  )
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={`Power on ${node.name}`}
      pending={on.isPending}
      onClick={() => on.mutate({ nodeId: node.id })}
    >
      <Power aria-hidden />
      Power on
    </Button>
  )
}
