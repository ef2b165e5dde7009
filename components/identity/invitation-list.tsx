"use client"

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { MailPlus } from "lucide-react"
import { useMemo } from "react"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { Card, CardHeader, CardTitle } from "../ui/card"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { RelativeTime } from "../ui/relative-time"
import { toast } from "../ui/toaster"
import { ConfirmDialog } from "./confirm-dialog"
import { roleWords } from "./role-words"

type Invitation = ApiOutputs["invitations"]["list"]["items"][number]

const stateLooks = {
  open: { title: "Open", variant: "default" },
  accepted: { title: "Accepted", variant: "secondary" },
  expired: { title: "Expired", variant: "warning" },
  revoked: { title: "Revoked", variant: "outline" },
} as const

const columns: ColumnDef<Invitation, unknown>[] = [
  {
    id: "state",
    header: "State",
    accessorFn: ({ state }) => state,
    cell: ({ row: { original } }) => {
      const { title, variant } = stateLooks[original.state]
      return <Badge variant={variant}>{title}</Badge>
    },
  },
  { id: "email", header: "E-mail", accessorFn: ({ email }) => email, meta: { className: "break-all" } },
  { id: "role", header: "Role", accessorFn: ({ role }) => roleWords[role].title },
  {
    id: "expires",
    header: "Ends",
    accessorFn: ({ expiresAt }) => expiresAt,
    cell: ({ row: { original } }) => <RelativeTime at={original.expiresAt} />,
  },
  {
    id: "actions",
    header: "",
    cell: ({ row: { original } }) => <InvitationActs invitation={original} />,
    meta: { className: "text-right" },
  },
]

export function InvitationList() {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.invitations.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 20 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data])
  return (
    <Card>
      <CardHeader>
        <CardTitle>Invitations</CardTitle>
      </CardHeader>
      <DataTable<Invitation>
        label="Invitations"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <EmptyState icon={MailPlus} title="Nobody is invited">
            Invite colleagues with the button above; the invitation stays here until they accept.
          </EmptyState>
        }
        controls={false}
        onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
        moreLoading={list.isFetchingNextPage}
      />
    </Card>
  )
}

function InvitationActs({ invitation }: { invitation: Invitation }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const reload = () => void client.invalidateQueries(trpc.invitations.pathFilter())
  const onError = (error: unknown) => toast.error(error)
  const resend = useMutation(
    trpc.invitations.resend.mutationOptions({
      onSuccess: ({ email }) => toast.success(`A new link is on its way to ${email}.`),
      onError,
      onSettled: reload,
    }),
  )
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: ({ message }) => toast.success(message),
      onError,
      onSettled: reload,
    }),
  )
  const { id, email, state, role } = invitation
  const touchable = (state === "open" || state === "expired") && (role !== "owner" || tenant.role === "owner")
  if (!touchable) return null
  const which = { tenantId: tenant.id, invitationId: id }
  return (
    <div className="flex justify-end gap-1">
      <Button
        variant="ghost"
        size="sm"
        pending={resend.isPending}
        aria-label={`Send the invitation to ${email} again`}
        onClick={() => resend.mutate(which)}
      >
        Send again
      </Button>
      <ConfirmDialog
        trigger={
          <Button variant="ghost" size="sm" pending={revoke.isPending} aria-label={`Revoke the invitation to ${email}`}>
            Revoke
          </Button>
        }
        title={`Revoke the invitation to ${email}?`}
        description="The link in the mail stops working at once. You can invite this address again."
        act="Revoke"
        onConfirm={() => revoke.mutate(which)}
      />
    </div>
  )
}
