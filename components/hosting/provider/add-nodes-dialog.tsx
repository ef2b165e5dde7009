"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { count as counted, memory } from "../../format/size"
import { useTRPC } from "../../trpc"
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
import { applyApiError, Field, FormError } from "../../ui/field"
import { NativeSelect } from "../../ui/input"
import { lazyResolver } from "../../ui/lazy-resolver"
import { toast } from "../../ui/toaster"

type Values = { dataCenterId: string; machineClass: string; count: number; rack: string }

/** Nodes of a cluster are its members: they come by themselves. */
const isStocked = ({ fabric }: { fabric: string }) => fabric !== "lxd"

const schema = async () => {
  const [{ AddNodes }, { z }] = await Promise.all([import("@/lib/schemas/hosting"), import("zod")])
  return AddNodes.extend({
    dataCenterId: z.uuid("Choose a data center."),
    machineClass: z.string().min(1, "Choose a machine class."),
    rack: z.preprocess((typed) => (typed === "" ? undefined : typed), AddNodes.shape.rack),
  })
}

function AddNodesForm({ dataCenterId, onDone }: { dataCenterId: string; onDone: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const sites = useQuery(trpc.provider.dataCenters.list.queryOptions())
  const classes = useQuery(trpc.provider.machineClasses.list.queryOptions())
  const form = useForm<Values>({
    defaultValues: { dataCenterId, machineClass: "", count: 1, rack: "" },
    resolver: lazyResolver<Values>(schema),
  })
  const add = useMutation(
    trpc.provider.nodes.add.mutationOptions({
      onSuccess: async ({ items }) => {
        await client.invalidateQueries(trpc.provider.pathFilter())
        const [first] = items
        toast.success(
          items.length === 1
            ? `${first?.name} is in the inventory.`
            : `${first?.name} to ${items.at(-1)?.name} are in the inventory.`,
        )
        onDone()
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const submit = form.handleSubmit(({ rack, count, ...values }) =>
    add.mutate({ ...values, count: Number(count), ...(rack ? { rack } : {}) }),
  )
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field form={form} name="dataCenterId" label="Data center">
        {(control) => (
          <NativeSelect {...control} {...form.register("dataCenterId")}>
            <option value="">Choose</option>
            {sites.data?.items.filter(isStocked).map((site) => (
              <option key={site.id} value={site.id}>
                {site.name} ({site.partner})
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field form={form} name="machineClass" label="Machine class">
        {(control) => (
          <NativeSelect {...control} {...form.register("machineClass")}>
            <option value="">Choose</option>
            {classes.data?.items.map((each) => (
              <option key={each.id} value={each.slug}>
                {each.name}: {counted(each.cores, "core")}, {memory(each.memoryMib)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field form={form} name="count" label="How many" type="number" min={1} max={100} inputMode="numeric" />
        <Field
          form={form}
          name="rack"
          label="Rack (optional)"
          help="Left empty: where fewest stand."
          autoComplete="off"
        />
      </div>
      <FormError form={form} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">Cancel</Button>
        </DialogClose>
        <Button type="submit" pending={form.formState.isSubmitting || add.isPending}>
          Add nodes
        </Button>
      </DialogFooter>
    </form>
  )
}

/** Puts machines into a partner's inventory; names go on after the last. */
export function AddNodesDialog({ dataCenterId = "" }: { dataCenterId?: string }) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <Plus aria-hidden />
          Add nodes
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Add nodes</DialogTitle>
          <DialogDescription>
            They are free at once. Customers who wait for nodes of this class get theirs by themselves.
          </DialogDescription>
        </DialogHeader>
        <AddNodesForm dataCenterId={dataCenterId} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}
