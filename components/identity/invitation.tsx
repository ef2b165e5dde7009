"use client"

import { useMutation, useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useForm } from "react-hook-form"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { ErrorState, InlineError } from "../ui/error-state"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { RelativeTime } from "../ui/relative-time"
import { Skeleton } from "../ui/skeleton"
import { AuthCard } from "./auth-card"
import { roleWords } from "./role-words"
import { signInWithPassword } from "./sign-in-with-password"
import { useDraftOf } from "./use-draft-of"

type Preview = ApiOutputs["invitations"]["preview"]

export function Invitation({ token }: { token: string }) {
  const trpc = useTRPC()
  const preview = useQuery(trpc.invitations.preview.queryOptions({ token }))
  // Nobody signed in is an answer here, not an error.
  const me = useQuery(trpc.me.get.queryOptions())
  if (preview.error)
    return (
      <AuthCard title="Invitation">
        <ErrorState error={preview.error} title="This invitation does not work" className="px-0 py-2" />
        <Button asChild variant="outline">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      </AuthCard>
    )
  if (!preview.data || me.isPending)
    return (
      <AuthCard title="Invitation">
        <Skeleton className="h-24" />
      </AuthCard>
    )
  const { tenantName, invitedBy, role, email, expiresAt } = preview.data
  return (
    <AuthCard
      title={`Join ${tenantName}`}
      description={
        <>
          {invitedBy} invites {email} as {roleWords[role].title.toLowerCase()}:{" "}
          {roleWords[role].may.replace(/^./, (letter) => letter.toLowerCase())}. The invitation ends{" "}
          <RelativeTime at={expiresAt} />.
        </>
      }
    >
      <Answer token={token} preview={preview.data} signedInAs={me.data?.user.email ?? null} />
    </AuthCard>
  )
}

function Answer({ token, preview, signedInAs }: { token: string; preview: Preview; signedInAs: string | null }) {
  const { email, hasAccount } = preview
  if (signedInAs === null)
    return hasAccount ? <SignInFirst token={token} email={email} /> : <NewAccount token={token} preview={preview} />
  return signedInAs === email ? (
    <AcceptAs token={token} preview={preview} />
  ) : (
    <OtherAccount email={email} as={signedInAs} />
  )
}

function SignInFirst({ token, email }: { token: string; email: string }) {
  const next = encodeURIComponent(`/invitation?token=${token}`)
  return (
    <>
      <p>There is an account for {email}. Sign in with it to accept.</p>
      <Button asChild size="lg">
        <Link href={`/sign-in?next=${next}`}>Sign in</Link>
      </Button>
    </>
  )
}

function OtherAccount({ email, as }: { email: string; as: string }) {
  const leave = useMutation({
    mutationFn: async () => {
      const { signOut } = await import("next-auth/react")
      await signOut({ redirect: false })
      window.location.reload()
    },
  })
  return (
    <>
      <p>
        You are signed in as {as}, and this invitation is for {email}. Sign out to accept it as {email}.
      </p>
      <InlineError error={leave.error} />
      <Button size="lg" variant="outline" pending={leave.isPending} onClick={() => leave.mutate()}>
        Sign out
      </Button>
    </>
  )
}

function AcceptAs({ token, preview }: { token: string; preview: Preview }) {
  const trpc = useTRPC()
  const accept = useMutation(
    trpc.invitations.accept.mutationOptions({
      onSuccess: ({ tenantSlug }) => window.location.assign(`/${tenantSlug}`),
    }),
  )
  return (
    <>
      <InlineError error={accept.error} />
      <Button size="lg" pending={accept.isPending || accept.isSuccess} onClick={() => accept.mutate({ token })}>
        Join {preview.tenantName}
      </Button>
    </>
  )
}

type Values = { token: string; name: string; password: string }
const schema = async () => {
  const { AcceptInvitation } = await import("@/lib/schemas/identity")
  return AcceptInvitation.required({ name: true, password: true })
}

function NewAccount({ token, preview }: { token: string; preview: Preview }) {
  const trpc = useTRPC()
  const defaultValues: Values = { token, name: "", password: "" }
  const form = useForm<Values>({ resolver: lazyResolver<Values>(schema), defaultValues })
  const forget = useDraftOf(form, "gridline.invitation", ["name"])
  const accept = useMutation(
    trpc.invitations.accept.mutationOptions({
      onSuccess: async ({ tenantSlug, email }, { password }) => {
        forget()
        const refusal = await signInWithPassword(email, password ?? "")
        window.location.assign(refusal ? `/sign-in?next=/${tenantSlug}` : `/${tenantSlug}`)
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  return (
    <form
      onSubmit={form.handleSubmit((values) => accept.mutate(values))}
      noValidate
      method="post"
      className="flex flex-col gap-4"
    >
      <input type="hidden" autoComplete="username" value={preview.email} readOnly />
      <Field form={form} name="name" label="Your name" autoComplete="name" />
      <Field
        form={form}
        name="password"
        label="Choose a password"
        type="password"
        autoComplete="new-password"
        help="At least 12 characters. A few unrelated words in a row work well."
      />
      <FormError form={form} />
      <Button type="submit" size="lg" pending={form.formState.isSubmitting || accept.isPending || accept.isSuccess}>
        Join {preview.tenantName}
      </Button>
    </form>
  )
}
