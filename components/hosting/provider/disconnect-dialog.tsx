"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Unplug } from "lucide-react"
import { useRouter } from "next/navigation"
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

type Cluster = ApiOutputs["provider"]["clusters"]["get"]
type Member = ApiOutputs["provider"]["clusters"]["members"]["items"][number]

const InTheWay = ({ cluster }: { cluster: Cluster }) => (
  <div className="flex flex-col gap-2">
    <p>It is in use. It can be disconnected once these virtual data centers are closed:</p>
    <ul className="list-disc pl-5">
      {cluster.vdcs.map((vdc) => (
        <li key={vdc.id}>
          <strong className="text-foreground">{vdc.name}</strong> of {vdc.tenant}
        </li>
      ))}
    </ul>
  </div>
)

const WhatGoes = ({ cluster, members }: { cluster: Cluster; members: Member[] }) => (
  <div className="flex flex-col gap-2">
    <p>
      {count(members.length, "node")} {members.length === 1 ? "is" : "are"} retired
      {members.length > 0 && (
        <>
          : <strong className="text-foreground">{members.map((member) => member.node).join(", ")}</strong>
        </>
      )}
      . {cluster.dataCenter.name} is offered to nobody any more, and our key to the cluster is deleted.
    </p>
    <p>
      What was used and billed there stays on the books. Nothing is done to the machines; connecting them again makes a
      new data center.
    </p>
  </div>
)

/** Names what goes, or who is in the way. */
export function DisconnectDialog({ cluster, members }: { cluster: Cluster; members: Member[] }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const disconnect = useMutation(
    trpc.provider.clusters.disconnect.mutationOptions({
      onSuccess: async ({ dataCenter }) => {
        toast.success(`${dataCenter} is disconnected.`)
        router.push("/provider/data-centers")
        await client.invalidateQueries(trpc.provider.pathFilter())
      },
    }),
  )
  const isUsed = cluster.vdcs.length > 0
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button variant="outline">
          <Unplug aria-hidden />
          Disconnect
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Disconnect {cluster.dataCenter.name}?</AlertDialogTitle>
          <AlertDialogDescription asChild>
            {isUsed ? <InTheWay cluster={cluster} /> : <WhatGoes cluster={cluster} members={members} />}
          </AlertDialogDescription>
        </AlertDialogHeader>
        <InlineError error={disconnect.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>{isUsed ? "Close" : "Keep it"}</AlertDialogCancel>
          {!isUsed && (
            <Button
              variant="destructive"
              pending={disconnect.isPending}
              onClick={() => disconnect.mutate({ clusterId: cluster.id })}
            >
              Disconnect {cluster.dataCenter.name}
            </Button>
          )}
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
