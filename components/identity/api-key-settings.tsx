"use client"

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query"
import { KeyRound } from "lucide-react"
import { useMemo } from "react"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { RelativeTime, useNow } from "../ui/relative-time"
import { toast } from "../ui/toaster"
import { ConfirmDialog } from "./confirm-dialog"
import { CreateKeyDialog } from "./create-key-dialog"
import { roleWords } from "./role-words"
import { SettingsFrame } from "./settings-frame"

type ApiKey = ApiOutputs["apiKeys"]["list"]["items"][number]

const columns: ColumnDef<ApiKey, unknown>[] = [
  { id: "name", header: "Name", accessorFn: ({ name }) => name, meta: { className: "font-medium" } },
  {
    id: "prefix",
    header: "Begins with",
    accessorFn: ({ prefix }) => prefix,
    cell: ({ row: { original } }) => <code className="font-mono text-xs">{original.prefix}…</code>,
  },
  { id: "role", header: "Role", accessorFn: ({ role }) => (role ? roleWords[role].title : "") },
  {
    id: "used",
    header: "Last used",
    accessorFn: ({ lastUsedAt }) => lastUsedAt ?? "",
    cell: ({ row: { original } }) =>
      original.lastUsedAt ? (
        <RelativeTime at={original.lastUsedAt} />
      ) : (
        <span className="text-muted-foreground">Never</span>
      ),
  },
  {
    id: "expires",
    header: "Ends",
    accessorFn: ({ expiresAt }) => expiresAt ?? "",
    cell: ({ row: { original } }) => <Ends at={original.expiresAt} />,
  },
  {
    id: "actions",
    header: "",
    cell: ({ row: { original } }) => <RevokeKey apiKey={original} />,
    meta: { className: "text-right" },
  },
]

export function ApiKeySettings() {
  const { can } = useTenant()
  if (can("key:manage")) return <Keys />
  return (
    <SettingsFrame>
      <EmptyState title="Your role does not open API keys">Ask an owner or admin of the company.</EmptyState>
    </SettingsFrame>
  )
}

function Keys() {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.apiKeys.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data])
  return (
    <SettingsFrame actions={<CreateKeyDialog />}>
      <Card>
        <CardHeader>
          <CardTitle>API keys</CardTitle>
          <CardDescription>
            For programs: sent as <code className="font-mono text-xs">Authorization: Bearer gl_…</code> to the{" "}
            <a href="/api/v1/openapi.json" className="text-primary underline underline-offset-4 hover:no-underline">
              REST API
            </a>
            . A key may do what its role may, and never more than the member who made it may now.
          </CardDescription>
        </CardHeader>
        <DataTable<ApiKey>
          label="API keys"
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={
            <EmptyState icon={KeyRound} title="No API key yet">
              Make one for each program, so that each can be ended on its own.
            </EmptyState>
          }
          controls={false}
          onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          moreLoading={list.isFetchingNextPage}
        />
      </Card>
    </SettingsFrame>
  )
}

function Ends({ at }: { at: string | null }) {
  const now = useNow()
  if (at === null) return <span className="text-muted-foreground">Never</span>
  if (now !== 0 && Date.parse(at) <= now) return <Badge variant="warning">Expired</Badge>
  return <RelativeTime at={at} />
}

function RevokeKey({ apiKey }: { apiKey: ApiKey }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: ({ message }) => toast.success(message),
      onError: (error) => toast.error(error),
      onSettled: () => void client.invalidateQueries(trpc.apiKeys.pathFilter()),
    }),
  )
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" pending={revoke.isPending} aria-label={`Revoke ${apiKey.name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${apiKey.name}?`}
      description={`What uses the key ${apiKey.prefix}… is refused from this moment. It cannot be taken back: make a new key instead.`}
      act="Revoke"
      onConfirm={() => revoke.mutate({ tenantId: tenant.id, apiKeyId: apiKey.id })}
    />
  )
}
