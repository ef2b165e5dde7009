"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ArrowRight, LogOut, Undo2 } from "lucide-react"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { count } from "../../format/size"
import { duration } from "../../format/time"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Button } from "../../ui/button"
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../../ui/dialog"
import { ErrorState } from "../../ui/error-state"
import { applyApiError, Field, FormError } from "../../ui/field"
import { lazyResolver } from "../../ui/lazy-resolver"
import { SkeletonRows } from "../../ui/skeleton"
import { toast } from "../../ui/toaster"

type Node = ApiOutputs["provider"]["nodes"]["list"]["items"][number]
type Preview = ApiOutputs["provider"]["nodes"]["drainPreview"]
type Values = { reason: string }

const schema = async () => (await import("@/lib/schemas/hosting")).DrainNode.pick({ reason: true })

const Where = ({ to }: { to: { name: string } | null }) => (
  <span className="inline-flex items-center gap-1 whitespace-nowrap font-mono">
    <ArrowRight className="size-3" aria-hidden />
    <span className="sr-only">to</span>
    {to ? to.name : "stays: no room"}
  </span>
)

const howWords: Record<Preview["volumes"][number]["how"], string> = {
  promote: "its mirror there takes over",
  copy: "copied there first",
  mirror: "mirrored there anew",
  stay: "no room for it",
}

function Components({ components }: Pick<Preview, "components">) {
  if (components.length === 0) return null
  const isAssumed = components.some((c) => c.to && c.downtimeFrom === "assumed")
  return (
    <section aria-labelledby="drain-components" className="flex flex-col gap-1.5">
      <h3 id="drain-components" className="font-medium">
        {count(components.length, "component")}, in this order
      </h3>
      <ol className="flex flex-col divide-y rounded-md border">
        {components.map((c) => (
          <li key={c.id} className="flex flex-col gap-0.5 px-3 py-2 text-xs">
            <span className="flex flex-wrap items-center gap-x-2">
              <span className="min-w-0 break-all font-mono">{c.path}</span>
              <Where to={c.to} />
              {c.to && (
                <span className="ml-auto whitespace-nowrap text-muted-foreground">
                  away for about {duration(c.downtimeMs)}
                </span>
              )}
            </span>
            <span className="text-muted-foreground">{c.reason}</span>
          </li>
        ))}
      </ol>
      <p className="text-muted-foreground text-xs">
        {isAssumed
          ? "How long is measured on earlier moves of the same class; where there are none yet, it is assumed."
          : "How long is measured on earlier moves of the same class."}
      </p>
    </section>
  )
}

function Volumes({ volumes }: Pick<Preview, "volumes">) {
  if (volumes.length === 0) return null
  return (
    <section aria-labelledby="drain-volumes" className="flex flex-col gap-1.5">
      <h3 id="drain-volumes" className="font-medium">
        {count(volumes.length, "volume")}
      </h3>
      <ul className="flex flex-col divide-y rounded-md border">
        {volumes.map((v) => (
          <li key={v.id} className="flex flex-col gap-0.5 px-3 py-2 text-xs">
            <span className="flex flex-wrap items-center gap-x-2">
              <span className="min-w-0 break-all font-mono">{v.path}</span>
              <Where to={v.to} />
              <span className="ml-auto whitespace-nowrap text-muted-foreground">
                {howWords[v.how]}
                {v.copyGib > 0 && `, ${v.copyGib} GiB`}
              </span>
            </span>
            {v.how === "stay" && <span className="text-muted-foreground">{v.reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function DrainForm({ node, onDone }: { node: Node; onDone: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const preview = useQuery(trpc.provider.nodes.drainPreview.queryOptions({ nodeId: node.id }, { gcTime: 0 }))
  const form = useForm<Values>({ defaultValues: { reason: "" }, resolver: lazyResolver<Values>(schema) })
  const drain = useMutation(
    trpc.provider.nodes.drain.mutationOptions({
      onSuccess: async ({ name, drain: state }) => {
        await client.invalidateQueries(trpc.provider.pathFilter())
        toast.success(state?.isEmpty ? `${name} is empty.` : `${name} is being emptied.`)
        onDone()
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  return (
    <form
      onSubmit={form.handleSubmit(({ reason }) => drain.mutate({ nodeId: node.id, reason }))}
      noValidate
      className="flex flex-col gap-4"
    >
      {preview.error && <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isPending && <SkeletonRows rows={4} />}
      {preview.data && (
        <>
          <ul className="flex flex-col gap-1">
            {preview.data.summary.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <Components components={preview.data.components} />
          <Volumes volumes={preview.data.volumes} />
        </>
      )}
      <Field
        form={form}
        name="reason"
        label="Why"
        help={node.assignedTo ? `${node.assignedTo.tenant} reads it among its events.` : "Kept in the audit log."}
        autoComplete="off"
        maxLength={200}
      />
      <FormError form={form} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">Cancel</Button>
        </DialogClose>
        <Button type="submit" disabled={!preview.data} pending={form.formState.isSubmitting || drain.isPending}>
          Drain {node.name}
        </Button>
      </DialogFooter>
    </form>
  )
}

/** Shows what emptying a node would do; does it only when it is said. */
export function DrainDialog({ node }: { node: Node }) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`Drain ${node.name}`}>
          <LogOut aria-hidden />
          Drain
        </Button>
      </DialogTrigger>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>Drain {node.name}?</DialogTitle>
          <DialogDescription>
            Everything on it moves to other nodes of its VDC. Nothing happens before you confirm, and you can take it
            back at any time.
          </DialogDescription>
        </DialogHeader>
        <DrainForm node={node} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

export function UndrainButton({ node }: { node: Node }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const undrain = useMutation(
    trpc.provider.nodes.undrain.mutationOptions({
      onSuccess: () => toast.success(`${node.name} takes work again.`),
      onError: (error) => toast.error(error),
      onSettled: () => client.invalidateQueries(trpc.provider.pathFilter()),
    }),
  )
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-label={`Take ${node.name} back`}
      pending={undrain.isPending}
      onClick={() => undrain.mutate({ nodeId: node.id })}
    >
      <Undo2 aria-hidden />
      Take back
    </Button>
  )
}
