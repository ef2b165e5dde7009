"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import Link from "next/link"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { count, listed } from "../format/size"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "../ui/alert-dialog"
import { Button } from "../ui/button"
import { InlineError } from "../ui/error-state"
import { FieldShell } from "../ui/field"
import { Input } from "../ui/input"
import { SkeletonRows } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { useVdc } from "./vdc-context"

/** Everything in the data center that closing it concerns; undefined while it is asked for. */
function useContents() {
  const { tenant } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const of = { tenantId: tenant.id, vdcId: vdc.id, limit: 100 }
  const applications = useQuery(trpc.applications.list.queryOptions(of))
  const volumes = useQuery(trpc.volumes.list.queryOptions(of))
  const trash = useQuery(trpc.volumes.list.queryOptions({ ...of, trashed: true }))
  const nodes = useQuery(trpc.vdcs.nodes.queryOptions(of))
  const error = applications.error ?? volumes.error ?? trash.error ?? nodes.error
  if (!applications.data || !volumes.data || !trash.data || !nodes.data) return { error, contents: undefined }
  const contents = {
    applications: applications.data.items.map((each) => each.title),
    volumes: volumes.data.items.map((each) => each.path),
    trash: trash.data.items.map((each) => each.path),
    nodes: nodes.data.items.map((each) => each.name),
  }
  return { error, contents }
}
type Contents = NonNullable<ReturnType<typeof useContents>["contents"]>

/** A data center closes only when nothing of value is left in it: says what is, and leads there. */
function InTheWay({ applications, volumes }: Contents) {
  const { at } = useVdc()
  return (
    <div className="flex flex-col gap-2 rounded-md border border-state-waiting/30 bg-state-waiting/8 px-3 py-2">
      <p className="font-medium">Delete these first</p>
      {applications.length > 0 && (
        <p>
          <Link href={at("/applications")} className="text-primary hover:underline">
            {count(applications.length, "application")}
          </Link>
          : {listed(applications)}.
        </p>
      )}
      {volumes.length > 0 && (
        <p>
          <Link href={at("/volumes")} className="text-primary hover:underline">
            {count(volumes.length, "volume")}
          </Link>
          : {listed(volumes)}.
        </p>
      )}
      <p className="text-muted-foreground">So that nothing with data in it is lost by closing the whole.</p>
    </div>
  )
}

function WhatGoes({ nodes, trash }: Contents) {
  const { vdc } = useVdc()
  const { tenant } = useTenant()
  return (
    <dl className="flex flex-col gap-3">
      <div>
        <dt className="font-medium">Goes now, for good</dt>
        <dd className="text-muted-foreground">
          {nodes.length > 0
            ? `${count(nodes.length, "node")}: ${listed(nodes)}. They are emptied and given back to ${vdc.dataCenter.partner}. `
            : "No node: none is assigned. An open node order is cancelled. "}
          {trash.length > 0
            ? `${count(trash.length, "volume")} in the trash: ${listed(trash)}. Their 7 days end now.`
            : "The trash is empty."}
        </dd>
      </div>
      <div>
        <dt className="font-medium">Stays</dt>
        <dd className="text-muted-foreground">
          Usage, invoices, events and the audit log of {tenant.name}, without an end. What was used until now is on the
          invoice of this period; from the moment it is closed it costs nothing.
        </dd>
      </div>
    </dl>
  )
}

/** The whole data center is given back, which cannot be undone: its short name is typed. */
export default function CloseDialog({ onClose }: { onClose: () => void }) {
  const { tenant, to } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const [typed, setTyped] = useState("")
  const { contents, error } = useContents()
  const empty = contents?.applications.length === 0 && contents.volumes.length === 0
  const close = useMutation(
    trpc.vdcs.delete.mutationOptions({
      onSuccess: async () => {
        toast.message(`${vdc.name} is being closed. Its nodes are given back.`)
        router.push(to("/vdc"))
        await Promise.all([
          client.invalidateQueries(trpc.vdcs.pathFilter()),
          client.invalidateQueries(trpc.operations.pathFilter()),
        ])
      },
    }),
  )
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Close {vdc.name}?</AlertDialogTitle>
          <AlertDialogDescription>This cannot be undone.</AlertDialogDescription>
        </AlertDialogHeader>
        {contents ? (
          empty ? (
            <WhatGoes {...contents} />
          ) : (
            <InTheWay {...contents} />
          )
        ) : (
          !error && <SkeletonRows rows={3} />
        )}
        {empty && (
          <FieldShell label={`Type ${vdc.slug} to confirm`}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </FieldShell>
        )}
        <InlineError error={close.error ?? (contents ? null : error)} />
        <AlertDialogFooter>
          <AlertDialogCancel>Keep it</AlertDialogCancel>
          <Button
            variant="destructive"
            disabled={!empty || typed !== vdc.slug}
            pending={close.isPending}
            onClick={() => close.mutate({ tenantId: tenant.id, vdcId: vdc.id })}
          >
            Close data center
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
