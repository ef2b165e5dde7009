"use client"

import { useMutation } from "@tanstack/react-query"
import { useForm } from "react-hook-form"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { AuthCard, MailboxHint, TextLink } from "./auth-card"

type Values = { email: string }
const schema = async () => (await import("@/lib/schemas/identity")).RequestPasswordReset

export function ForgotForm({ mailboxOpen }: { mailboxOpen: boolean }) {
  const trpc = useTRPC()
  const form = useForm<Values>({ resolver: lazyResolver<Values>(schema), defaultValues: { email: "" } })
  const ask = useMutation(
    trpc.identity.requestPasswordReset.mutationOptions({ onError: (error) => applyApiError(form, error) }),
  )
  const footer = <TextLink href="/sign-in">Back to sign in</TextLink>
  if (ask.data)
    return (
      <AuthCard title="Look at your mail" description={<output>{ask.data.message}</output>} footer={footer}>
        <MailboxHint open={mailboxOpen} />
      </AuthCard>
    )
  return (
    <AuthCard title="Forgot your password?" description="We mail you a link to set a new one." footer={footer}>
      <form
        onSubmit={form.handleSubmit((values) => ask.mutate(values))}
        noValidate
        method="post"
        className="flex flex-col gap-4"
      >
        <Field form={form} name="email" label="E-mail" type="email" autoComplete="username" inputMode="email" />
        <FormError form={form} />
        <Button type="submit" size="lg" pending={form.formState.isSubmitting || ask.isPending}>
          Send the link
        </Button>
      </form>
    </AuthCard>
  )
}
