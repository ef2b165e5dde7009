"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Pencil, Plus } from "lucide-react"
import { useState } from "react"
import { type UseFormReturn, useForm } from "react-hook-form"
import { disk, memory } from "../../format/size"
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
import { applyApiError, Field, FormError } from "../../ui/field"
import { NativeSelect } from "../../ui/input"
import { lazyResolver } from "../../ui/lazy-resolver"
import { toast } from "../../ui/toaster"
import { minorOf, typedOf } from "./package-form"

type Package = ApiOutputs["provider"]["packages"]["list"]["items"][number]
type Values = {
  name: string
  summary: string
  machineClass: string
  nodes: string
  currency: string
  monthlyPriceMinor: string
  includedVolumeGib: string
  includedTransferGib: string
}

const schema = async () => {
  const [{ CreatePackage }, { z }] = await Promise.all([import("@/lib/schemas/hosting"), import("zod")])
  return CreatePackage.extend({ monthlyPriceMinor: z.string() }).refine(
    (it) => minorOf(it.monthlyPriceMinor, it.currency) !== null,
    { path: ["monthlyPriceMinor"], message: "Enter an amount, such as 39.00." },
  )
}

const valuesOf = (it: Package | undefined): Values => ({
  name: it?.name ?? "",
  summary: it?.summary ?? "",
  machineClass: it?.machineClass.slug ?? "",
  nodes: String(it?.nodes ?? 2),
  currency: it?.currency ?? "EUR",
  monthlyPriceMinor: it ? typedOf(it.monthlyPriceMinor, it.currency) : "",
  includedVolumeGib: String(it?.includedVolumeGib ?? 10),
  includedTransferGib: String(it?.includedTransferGib ?? 100),
})

/** What was typed, as the procedures take it. */
const termsOf = (values: Values) => ({
  name: values.name,
  summary: values.summary,
  nodes: Number(values.nodes),
  currency: values.currency,
  monthlyPriceMinor: minorOf(values.monthlyPriceMinor, values.currency) ?? "",
  includedVolumeGib: Number(values.includedVolumeGib),
  includedTransferGib: Number(values.includedTransferGib),
})

/** Disabled controls are dropped by the form, so what stays is shown read-only. */
const Terms = ({ form, isFixed }: { form: UseFormReturn<Values>; isFixed: boolean }) => (
  <>
    <div className="grid gap-4 sm:grid-cols-3">
      <Field form={form} name="nodes" label="Nodes" type="number" min={1} inputMode="numeric" readOnly={isFixed} />
      <Field form={form} name="monthlyPriceMinor" label="Per month" inputMode="decimal" readOnly={isFixed} />
      <Field form={form} name="currency" label="Currency" maxLength={3} readOnly={isFixed} />
    </div>
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        form={form}
        name="includedVolumeGib"
        label="Volumes included, GiB"
        type="number"
        min={0}
        inputMode="numeric"
        readOnly={isFixed}
      />
      <Field
        form={form}
        name="includedTransferGib"
        label="Transfer included, GiB"
        type="number"
        min={0}
        inputMode="numeric"
        readOnly={isFixed}
      />
    </div>
    {isFixed && (
      <p className="text-compact text-muted-foreground">
        Somebody bought it on these terms: they stay. Make a package of another name for new ones.
      </p>
    )}
  </>
)

function PackageForm({ of, onDone }: { of: Package | undefined; onDone: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const classes = useQuery(trpc.provider.machineClasses.list.queryOptions())
  const form = useForm<Values>({ defaultValues: valuesOf(of), resolver: lazyResolver<Values>(schema) })
  const settled = {
    onSuccess: async ({ name }: Package) => {
      await client.invalidateQueries(trpc.provider.pathFilter())
      toast.success(of ? `${name} is changed.` : `${name} can be bought.`)
      onDone()
    },
    onError: (error: unknown) => applyApiError(form, error),
  }
  const create = useMutation(trpc.provider.packages.create.mutationOptions(settled))
  const update = useMutation(trpc.provider.packages.update.mutationOptions(settled))
  const submit = form.handleSubmit((values) =>
    of
      ? update.mutate({ packageId: of.id, ...termsOf(values) })
      : create.mutate({ ...termsOf(values), machineClass: values.machineClass }),
  )
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field form={form} name="name" label="Name" autoComplete="off" />
      <Field form={form} name="summary" label="In one sentence" autoComplete="off" />
      {!of && (
        <Field form={form} name="machineClass" label="Machine class">
          {(control) => (
            <NativeSelect {...control} {...form.register("machineClass")}>
              <option value="">Choose</option>
              {classes.data?.items.map((each) => (
                <option key={each.id} value={each.slug}>
                  {each.slug}: {each.cores} × {memory(each.memoryMib)}, {disk(each.diskGib)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      )}
      <Terms form={form} isFixed={of !== undefined && of.vdcs > 0} />
      <FormError form={form} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">Cancel</Button>
        </DialogClose>
        <Button type="submit" pending={create.isPending || update.isPending}>
          {of ? "Save" : "Offer package"}
        </Button>
      </DialogFooter>
    </form>
  )
}

/** A new package, or one that is there. */
export function PackageDialog({ of }: { of?: Package }) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        {of ? (
          <Button variant="ghost" size="sm" aria-label={`Change ${of.name}`}>
            <Pencil aria-hidden />
            Change
          </Button>
        ) : (
          <Button>
            <Plus aria-hidden />
            New package
          </Button>
        )}
      </DialogTrigger>
      <DialogContent className="max-h-[90dvh] overflow-y-auto">
        <DialogHeader>
          <DialogTitle>{of ? of.name : "New package"}</DialogTitle>
          <DialogDescription>
            {of
              ? "What customers read about it, and its terms while nobody bought it."
              : "Nodes of one machine class at a monthly price. Customers can buy it at once, wherever there are such nodes."}
          </DialogDescription>
        </DialogHeader>
        <PackageForm of={of} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}
