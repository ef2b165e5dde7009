"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { UserPlus } from "lucide-react"
import { useState } from "react"
import { useForm } from "react-hook-form"
import type { TenantRole } from "@/lib/schemas/identity"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
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
import { toast } from "../ui/toaster"
import { rolesFor, roleWords } from "./role-words"
import { useDraftOf } from "./use-draft-of"

type Values = { email: string; role: TenantRole }
const schema = async () => (await import("@/lib/schemas/identity")).CreateInvitation

export function InviteDialog() {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <UserPlus aria-hidden />
          Invite
        </Button>
      </DialogTrigger>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Invite somebody</DialogTitle>
          <DialogDescription>They get a mail with a link that works once, within 7 days.</DialogDescription>
        </DialogHeader>
        <InviteForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const form = useForm<Values>({
    resolver: lazyResolver<Values>(schema),
    defaultValues: { email: "", role: "engineer" },
  })
  const forget = useDraftOf(form, "gridline.invite", ["email", "role"])
  const invite = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess: ({ email }) => {
        forget()
        toast.success(`${email} is invited.`)
        void client.invalidateQueries(trpc.invitations.pathFilter())
        onDone()
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const role = form.watch("role")
  return (
    <form
      onSubmit={form.handleSubmit((values) => invite.mutate({ ...values, tenantId: tenant.id }))}
      noValidate
      className="flex flex-col gap-4"
    >
      <Field form={form} name="email" label="E-mail" type="email" inputMode="email" autoComplete="off" />
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
      <FormError form={form} />
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="outline">Cancel</Button>
        </DialogClose>
        <Button type="submit" pending={form.formState.isSubmitting || invite.isPending}>
          Send invitation
        </Button>
      </DialogFooter>
    </form>
  )
}
