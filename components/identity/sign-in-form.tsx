"use client"

import { useState } from "react"
import { useForm } from "react-hook-form"
import { useTRPCClient } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { AuthCard, MailboxHint, TextLink } from "./auth-card"
import { ResendVerification } from "./resend-verification"
import { signInWithPassword } from "./sign-in-with-password"
import { useDraftOf } from "./use-draft-of"
import { useLanding } from "./use-landing"

type Values = { email: string; password: string }
const schema = async () => (await import("@/lib/schemas/identity")).SignIn

export function SignInForm({ next, mailboxOpen }: { next: string | null; mailboxOpen: boolean }) {
  const client = useTRPCClient()
  const land = useLanding(next)
  const [unverified, setUnverified] = useState<string | null>(null)
  const form = useForm<Values>({ resolver: lazyResolver<Values>(schema), defaultValues: { email: "", password: "" } })
  const forget = useDraftOf(form, "gridline.sign-in", ["email"])

  const submit = form.handleSubmit(async ({ email, password }) => {
    setUnverified(null)
    const refusal = await signInWithPassword(email.trim().toLowerCase(), password)
    if (refusal) {
      form.setError("root", { message: refusal.message })
      if (refusal.code === "forbidden") setUnverified(email)
      return
    }
    try {
      const problem = land(await client.me.get.query())
      if (problem) form.setError("root", { message: problem })
      else forget()
    } catch (error) {
      applyApiError(form, error)
    }
  })

  return (
    <AuthCard
      title="Sign in"
      footer={
        <>
          No account yet? <TextLink href="/sign-up">Sign up</TextLink>
        </>
      }
    >
      <form onSubmit={submit} noValidate method="post" className="flex flex-col gap-4">
        <Field form={form} name="email" label="E-mail" type="email" autoComplete="username" inputMode="email" />
        <Field
          form={form}
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          aside={<TextLink href="/forgot">Forgot it?</TextLink>}
        />
        <FormError form={form} />
        <Button type="submit" size="lg" pending={form.formState.isSubmitting}>
          Sign in
        </Button>
      </form>
      {unverified && (
        <>
          <ResendVerification email={unverified} />
          <MailboxHint open={mailboxOpen} />
        </>
      )}
    </AuthCard>
  )
}
