"use client"

import { useMutation } from "@tanstack/react-query"
import Link from "next/link"
import { useForm } from "react-hook-form"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { AuthCard, TextLink } from "./auth-card"

type Values = { token: string; password: string }
const schema = async () => (await import("@/lib/schemas/identity")).ResetPassword

export function ResetForm({ token }: { token: string }) {
  const trpc = useTRPC()
  const form = useForm<Values>({ resolver: lazyResolver<Values>(schema), defaultValues: { token, password: "" } })
  const reset = useMutation(
    trpc.identity.resetPassword.mutationOptions({ onError: (error) => applyApiError(form, error) }),
  )
  if (reset.data)
    return (
      <AuthCard title="New password set" description={<output>{reset.data.message}</output>}>
        <Button asChild size="lg">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </AuthCard>
    )
  // A link that does not work is no field one could correct.
  const linkProblem = form.formState.errors.token?.message
  return (
    <AuthCard
      title="Set a new password"
      description="All your sessions are signed out by this."
      footer={<TextLink href="/forgot">Ask for a new link</TextLink>}
    >
      <form
        onSubmit={form.handleSubmit((values) => reset.mutate(values))}
        noValidate
        method="post"
        className="flex flex-col gap-4"
      >
        <Field
          form={form}
          name="password"
          label="New password"
          type="password"
          autoComplete="new-password"
          help="At least 12 characters. A few unrelated words in a row work well."
        />
        {linkProblem && (
          <p role="alert" className="text-state-failed">
            {linkProblem}
          </p>
        )}
        <FormError form={form} />
        <Button type="submit" size="lg" pending={form.formState.isSubmitting || reset.isPending}>
          Set password
        </Button>
      </form>
    </AuthCard>
  )
}
