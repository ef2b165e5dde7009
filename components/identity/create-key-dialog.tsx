"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import { useState } from "react"
import { useForm } from "react-hook-form"
import type { TenantRole } from "@/lib/schemas/identity"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { CopyId } from "../ui/copy-id"
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog"
import { applyApiError, Field, FormError } from "../ui/field"
import { NativeSelect } from "../ui/input"
import { lazyResolver } from "../ui/lazy-resolver"
import { rolesFor, roleWords } from "./role-words"

type Values = { name: string; role: TenantRole; expiresInDays: string }
type Created = ApiOutputs["apiKeys"]["create"]

/** The browser's select knows texts only: an empty one is "never". */
const schema = async () => {
  const { CreateApiKey } = await import("@/lib/schemas/identity")
  return CreateApiKey.pick({ name: true, role: true })
}
const terms = [
  { days: "30", title: "30 days" },
  { days: "90", title: "90 days" },
  { days: "365", title: "One year" },
  { days: "730", title: "Two years" },
  { days: "", title: "Never" },
]

export function CreateKeyDialog() {
  const [open, setOpen] = useState(false)
  const [created, setCreated] = useState<Created | null>(null)
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) setCreated(null)
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button>
          <Plus aria-hidden />
          New API key
        </Button>
      </DialogTrigger>
      {/* A click beside the dialog must not lose a key that is shown this once. */}
      <DialogContent onPointerDownOutside={(event) => created && event.preventDefault()}>
        {created ? <ShowKey created={created} /> : <CreateKeyForm onCreated={setCreated} />}
      </DialogContent>
    </Dialog>
  )
}

function CreateKeyForm({ onCreated }: { onCreated: (created: Created) => void }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const form = useForm<Values>({
    resolver: lazyResolver<Values>(schema),
    defaultValues: { name: "", role: "engineer", expiresInDays: "365" },
  })
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: (key) => {
        onCreated(key)
        void client.invalidateQueries(trpc.apiKeys.pathFilter())
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const role = form.watch("role")
  const submit = form.handleSubmit(({ expiresInDays, ...values }) =>
    create.mutate({
      ...values,
      tenantId: tenant.id,
      expiresInDays: expiresInDays === "" ? null : Number(expiresInDays),
    }),
  )
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <DialogHeader>
        <DialogTitle>New API key</DialogTitle>
        <DialogDescription>One for each program, with the least role that is enough.</DialogDescription>
      </DialogHeader>
      <Field form={form} name="name" label="What is it for?" placeholder="Deployment pipeline" autoComplete="off" />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field form={form} name="role" label="Role" help={`${roleWords[role].may}.`}>
          {(control) => (
            <NativeSelect {...control} {...form.register("role")}>
              {rolesFor(tenant.role).map((each) => (
                <option key={each} value={each}>
                  {roleWords[each].title}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field form={form} name="expiresInDays" label="Ends after">
          {(control) => (
            <NativeSelect {...control} {...form.register("expiresInDays")}>
              {terms.map(({ days, title }) => (
                <option key={days} value={days}>
                  {title}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
      <FormError form={form} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">Cancel</Button>
        </DialogClose>
        <Button type="submit" pending={form.formState.isSubmitting || create.isPending}>
          Create key
        </Button>
      </DialogFooter>
    </form>
  )
}

const ShowKey = ({ created }: { created: Created }) => (
  <>
    <DialogHeader>
      <DialogTitle>{created.name}</DialogTitle>
      <DialogDescription>Copy the key now: it is shown this once, and we keep only a hash of it.</DialogDescription>
    </DialogHeader>
    <div className="rounded-md border bg-muted px-3 py-2">
      <CopyId
        value={created.key}
        label="API key"
        className="text-foreground [&_span]:whitespace-normal [&_span]:break-all [&_span]:text-left"
      />
    </div>
    <DialogFooter>
      <DialogClose asChild>
        <Button>Done</Button>
      </DialogClose>
    </DialogFooter>
  </>
)
