"use client"

import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { AuthCard, MailboxHint, TextLink } from "./auth-card"
import { ResendVerification } from "./resend-verification"
import { useDraftOf } from "./use-draft-of"

type Values = { company: string; name: string; email: string; password: string }
const schema = async () => (await import("@/lib/schemas/identity")).SignUp
const empty: Values = { company: "", name: "", email: "", password: "" }

export function SignUpForm({ mailboxOpen }: { mailboxOpen: boolean }) {
  const trpc = useTRPC()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useForm<Values>({ resolver: lazyResolver<Values>(schema), defaultValues: empty })
  const forget = useDraftOf(form, "gridline.sign-up", ["company", "name", "email"])
  const signUp = useMutation(
    trpc.identity.signUp.mutationOptions({
      onSuccess: (_, { email }) => {
        forget()
        setSentTo(email)
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  if (sentTo !== null)
    return <CheckMail email={sentTo} message={signUp.data?.message ?? ""} mailboxOpen={mailboxOpen} />
  const submit = form.handleSubmit((values) => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    signUp.mutate({ ...values, ...(timeZone ? { timeZone } : {}) })
  })
  return (
    <AuthCard
      title="Sign up"
      description="For your company: you become its owner and invite others later. Nothing costs anything until you buy a VDC."
      footer={
        <>
          Have an account? <TextLink href="/sign-in">Sign in</TextLink>
        </>
      }
    >
      <form onSubmit={submit} noValidate method="post" className="flex flex-col gap-4">
        <Field form={form} name="company" label="Company" autoComplete="organization" />
        <Field form={form} name="name" label="Your name" autoComplete="name" />
        <Field form={form} name="email" label="E-mail" type="email" autoComplete="username" inputMode="email" />
        <Field
          form={form}
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          help="At least 12 characters. A few unrelated words in a row work well."
        />
        <FormError form={form} />
        <Button type="submit" size="lg" pending={form.formState.isSubmitting || signUp.isPending}>
          Sign up
        </Button>
      </form>
    </AuthCard>
  )
}

function CheckMail({ email, message, mailboxOpen }: { email: string; message: string; mailboxOpen: boolean }) {
  return (
    <AuthCard
      title="Confirm your address"
      description={<output>{message}</output>}
      footer={
        <>
          Done? <TextLink href="/sign-in">Sign in</TextLink>
        </>
      }
    >
      <MailboxHint open={mailboxOpen} />
      <p className="text-muted-foreground">
        The link works for 24 hours. Nothing came within a few minutes? Look among the spam, or:
      </p>
      <ResendVerification email={email} />
    </AuthCard>
  )
}
