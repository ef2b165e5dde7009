"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Pencil } from "lucide-react"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { apiErrorOf } from "../../api-error"
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
import { Field, FormError } from "../../ui/field"
import { Textarea } from "../../ui/input"
import { toast } from "../../ui/toaster"
import { type ClusterValues, emptyCluster, formField, linesOf } from "./cluster-form"
import { PowerFields } from "./connect-cluster-fields"

type Cluster = ApiOutputs["provider"]["clusters"]["get"]

const valuesOf = (cluster: Cluster): ClusterValues => ({
  ...emptyCluster,
  addresses: cluster.addresses.join("\n"),
  fingerprint: cluster.fingerprint,
  storagePool: cluster.storagePool,
  uplink: cluster.uplink,
  hasPower: cluster.power !== null,
  powerUrl: cluster.power?.url ?? "",
  powerUser: cluster.power?.user ?? "",
  powerCertificate: cluster.power?.certificate ?? "",
})

function EditForm({ cluster, onDone }: { cluster: Cluster; onDone: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const form = useForm<ClusterValues>({ defaultValues: valuesOf(cluster) })
  const update = useMutation(
    trpc.provider.clusters.update.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.provider.pathFilter())
        toast.success(`The connection of ${cluster.dataCenter.name} is changed.`)
        onDone()
      },
      onError: (error) => {
        const { message, field } = apiErrorOf(error)
        form.setError(formField(field ?? "") ?? "root", { type: "server", message }, { shouldFocus: true })
      },
    }),
  )
  const submit = form.handleSubmit((values) =>
    update.mutate({
      clusterId: cluster.id,
      addresses: linesOf(values.addresses),
      fingerprint: values.fingerprint.trim(),
      storagePool: values.storagePool.trim(),
      uplink: values.uplink.trim(),
      power: values.hasPower
        ? {
            url: values.powerUrl.trim(),
            user: values.powerUser.trim(),
            certificate: values.powerCertificate.trim() || null,
            ...(values.powerPassword ? { password: values.powerPassword } : {}),
          }
        : null,
    }),
  )
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field form={form} name="addresses" label="Addresses of members" help="One on a line.">
        {(control) => (
          <Textarea
            {...control}
            {...form.register("addresses")}
            rows={3}
            spellCheck={false}
            className="font-mono text-xs"
          />
        )}
      </Field>
      <Field
        form={form}
        name="fingerprint"
        label="Certificate fingerprint"
        help="A new one after the cluster's certificate was renewed."
        autoComplete="off"
        spellCheck={false}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field form={form} name="storagePool" label="Storage pool" autoComplete="off" spellCheck={false} />
        <Field form={form} name="uplink" label="Uplink" autoComplete="off" spellCheck={false} />
      </div>
      <PowerFields form={form} passwordHelp={cluster.power ? "Left empty: stays as it is." : "Kept encrypted."} />
      <FormError form={form} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">Cancel</Button>
        </DialogClose>
        <Button type="submit" pending={update.isPending}>
          Test and save
        </Button>
      </DialogFooter>
    </form>
  )
}

/** What is changed is tried before it is kept. */
export function EditClusterDialog({ cluster }: { cluster: Cluster }) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="outline" size="sm">
          <Pencil aria-hidden />
          Change
        </Button>
      </DialogTrigger>
      <DialogContent className="max-h-[90dvh] overflow-y-auto">
        <DialogHeader>
          <DialogTitle>Connection of {cluster.dataCenter.name}</DialogTitle>
          <DialogDescription>It is tried before it is kept: a wrong entry changes nothing.</DialogDescription>
        </DialogHeader>
        <EditForm cluster={cluster} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}
