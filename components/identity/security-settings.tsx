"use client"

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { useForm } from "react-hook-form"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { ErrorState } from "../ui/error-state"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { RelativeTime } from "../ui/relative-time"
import { SkeletonRows } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { browserOf } from "./browser-of"
import { ConfirmDialog } from "./confirm-dialog"
import { SecurityEvents } from "./security-events"
import { SettingsFrame } from "./settings-frame"

type Session = ApiOutputs["sessions"]["list"]["items"][number]
type Values = { currentPassword: string; newPassword: string }
const schema = async () => (await import("@/lib/schemas/identity")).ChangePassword
const empty: Values = { currentPassword: "", newPassword: "" }

export const SecuritySettings = () => (
  <SettingsFrame>
    <ChangePassword />
    <Sessions />
    <SecurityEvents />
  </SettingsFrame>
)

function ChangePassword() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const form = useForm<Values>({ resolver: lazyResolver<Values>(schema), defaultValues: empty })
  const change = useMutation(
    trpc.identity.changePassword.mutationOptions({
      onSuccess: ({ message }) => {
        form.reset(empty)
        toast.success(message)
        void client.invalidateQueries(trpc.sessions.pathFilter())
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  return (
    <Card>
      <CardHeader>
        <CardTitle>Password</CardTitle>
        <CardDescription>Changing it signs out your other sessions.</CardDescription>
      </CardHeader>
      <CardContent>
        <form
          onSubmit={form.handleSubmit((values) => change.mutate(values))}
          noValidate
          method="post"
          className="flex max-w-md flex-col gap-4"
        >
          <Field
            form={form}
            name="currentPassword"
            label="Present password"
            type="password"
            autoComplete="current-password"
          />
          <Field
            form={form}
            name="newPassword"
            label="New password"
            type="password"
            autoComplete="new-password"
            help="At least 12 characters. A few unrelated words in a row work well."
          />
          <FormError form={form} />
          <Button type="submit" className="self-start" pending={form.formState.isSubmitting || change.isPending}>
            Change password
          </Button>
        </form>
      </CardContent>
    </Card>
  )
}

function Sessions() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.sessions.list.infiniteQueryOptions(
      { limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const everywhere = useMutation(
    trpc.identity.signOutEverywhere.mutationOptions({
      onSuccess: async () => {
        const { signOut } = await import("next-auth/react")
        await signOut({ callbackUrl: "/sign-in" })
      },
      onError: (error) => toast.error(error),
    }),
  )
  const sessions = list.data?.pages.flatMap((page) => page.items)
  return (
    <Card>
      <CardHeader>
        <CardTitle>Sessions</CardTitle>
        <ConfirmDialog
          trigger={
            <Button variant="outline" size="sm" pending={everywhere.isPending || everywhere.isSuccess}>
              Sign out everywhere
            </Button>
          }
          title="Sign out everywhere?"
          description="Every session ends at once, this one included. API keys go on working."
          act="Sign out everywhere"
          onConfirm={() => everywhere.mutate()}
        />
        <CardDescription>Where you are signed in. A session ends by itself after 7 days without use.</CardDescription>
      </CardHeader>
      {list.error && !sessions && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {!sessions && !list.error && <SkeletonRows rows={2} />}
      {sessions && (
        <ul className="divide-y border-t" aria-label="Sessions">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="border-t p-2 text-center">
          <Button variant="ghost" size="sm" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  )
}

function SessionRow({ session }: { session: Session }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const revoke = useMutation(
    trpc.sessions.revoke.mutationOptions({
      onSuccess: ({ message }) => toast.success(message),
      onError: (error) => toast.error(error),
      onSettled: () => void client.invalidateQueries(trpc.sessions.pathFilter()),
    }),
  )
  const name = browserOf(session.userAgent)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5 sm:px-5">
      <div className="min-w-0">
        <p className="font-medium" title={session.userAgent}>
          {name} {session.current && <Badge variant="default">This session</Badge>}
        </p>
        <p className="text-compact text-muted-foreground">
          from {session.address || "an unknown address"}, last seen <RelativeTime at={session.lastSeenAt} />, signed in{" "}
          <RelativeTime at={session.createdAt} />
        </p>
      </div>
      {!session.current && (
        <Button
          variant="ghost"
          size="sm"
          pending={revoke.isPending}
          aria-label={`Sign out ${name}`}
          onClick={() => revoke.mutate({ sessionId: session.id })}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}
