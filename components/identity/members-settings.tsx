"use client"

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { useMemo } from "react"
import type { TenantRole } from "@/lib/schemas/identity"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { NativeSelect } from "../ui/input"
import { RelativeTime } from "../ui/relative-time"
import { toast } from "../ui/toaster"
import { ConfirmDialog } from "./confirm-dialog"
import { InvitationList } from "./invitation-list"
import { InviteDialog } from "./invite-dialog"
import { rolesFor, roleWords } from "./role-words"
import { SettingsFrame } from "./settings-frame"

type Member = ApiOutputs["members"]["list"]["items"][number]

export function MembersSettings() {
  const { can } = useTenant()
  const manages = can("member:manage")
  return (
    <SettingsFrame actions={manages && <InviteDialog />}>
      <MemberList />
      {manages && <InvitationList />}
    </SettingsFrame>
  )
}

function MemberList() {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.members.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data])
  return (
    <Card>
      <CardHeader>
        <CardTitle>Members</CardTitle>
        <CardDescription>
          A company always keeps an owner. A member who leaves takes their API keys along.
        </CardDescription>
      </CardHeader>
      <DataTable<Member>
        label="Members"
        columns={columns}
        rows={rows}
        rowId={(member) => member.userId}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState title="No members" />}
        controls={false}
        onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
        moreLoading={list.isFetchingNextPage}
      />
    </Card>
  )
}

const columns: ColumnDef<Member, unknown>[] = [
  {
    id: "name",
    header: "Name",
    accessorFn: (member) => member.name,
    cell: ({ row: { original } }) => <MemberName member={original} />,
  },
  {
    id: "role",
    header: "Role",
    accessorFn: (member) => member.role,
    cell: ({ row: { original } }) => <RoleCell member={original} />,
  },
  {
    id: "since",
    header: "Since",
    accessorFn: (member) => member.since,
    cell: ({ row: { original } }) => <RelativeTime at={original.since} />,
  },
  {
    id: "actions",
    header: "",
    cell: ({ row: { original } }) => <RemoveMember member={original} />,
    meta: { className: "text-right" },
  },
]

function MemberName({ member }: { member: Member }) {
  const { me } = useTenant()
  return (
    <div className="min-w-0">
      <span className="font-medium">{member.name}</span> {member.userId === me.user.id && <Badge>You</Badge>}
      <p className="break-all text-muted-foreground text-xs">{member.email}</p>
    </div>
  )
}

/** Admins do not touch owners. */
function useMayChange(member: Member): boolean {
  const { tenant, can } = useTenant()
  return can("member:manage") && (member.role !== "owner" || tenant.role === "owner")
}

function RoleCell({ member }: { member: Member }) {
  const { tenant, me } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const change = useMutation(
    trpc.members.changeRole.mutationOptions({
      onSuccess: ({ name, role }) => toast.success(`${name} is ${roleWords[role].title.toLowerCase()} now.`),
      onError: (error) => toast.error(error),
      onSettled: () => {
        void client.invalidateQueries(trpc.members.pathFilter())
        // One's own role decides what the portal offers.
        if (member.userId === me.user.id) void client.invalidateQueries(trpc.me.pathFilter())
      },
    }),
  )
  if (!useMayChange(member)) return <span title={roleWords[member.role].may}>{roleWords[member.role].title}</span>
  return (
    <NativeSelect
      className="h-8 w-32"
      aria-label={`Role of ${member.name}`}
      value={change.isPending ? change.variables.role : member.role}
      disabled={change.isPending}
      onChange={({ target }) =>
        change.mutate({ tenantId: tenant.id, userId: member.userId, role: target.value as TenantRole })
      }
    >
      {rolesFor(tenant.role).map((role) => (
        <option key={role} value={role} title={roleWords[role].may}>
          {roleWords[role].title}
        </option>
      ))}
    </NativeSelect>
  )
}

function RemoveMember({ member }: { member: Member }) {
  const { tenant, me } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const self = member.userId === me.user.id
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: ({ message }) => (self ? window.location.assign("/") : toast.success(message)),
      onError: (error) => toast.error(error),
      onSettled: () => void client.invalidateQueries(trpc.members.pathFilter()),
    }),
  )
  if (!useMayChange(member)) return null
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" pending={remove.isPending} aria-label={`Remove ${member.name}`}>
          Remove
        </Button>
      }
      title={self ? `Leave ${tenant.name}?` : `Remove ${member.name}?`}
      description={`${member.email} loses access at once, and the API keys they made stop working. What they built stays. You can invite them again.`}
      act={self ? "Leave" : "Remove"}
      onConfirm={() => remove.mutate({ tenantId: tenant.id, userId: member.userId })}
    />
  )
}
