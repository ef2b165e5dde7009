"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { ScrollText } from "lucide-react"
import { useMemo } from "react"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { CopyId } from "../ui/copy-id"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { RelativeTime } from "../ui/relative-time"
import { changesOf } from "./audit-changes"
import { SettingsFrame } from "./settings-frame"

type AuditEvent = ApiOutputs["audit"]["list"]["items"][number]

const kinds: Record<string, string> = { api_key: "by API key", provider: "provider", system: "system" }

const columns: ColumnDef<AuditEvent, unknown>[] = [
  {
    id: "at",
    header: "When",
    accessorFn: ({ at }) => at,
    cell: ({ row: { original } }) => <RelativeTime at={original.at} />,
  },
  {
    id: "actor",
    header: "Who",
    accessorFn: ({ actor }) => actor,
    cell: ({ row: { original } }) => (
      <span className="inline-flex flex-wrap items-center gap-1.5">
        {original.actor}
        {kinds[original.actorKind] && (
          <Badge variant={original.actorKind === "provider" ? "warning" : "secondary"}>
            {kinds[original.actorKind]}
          </Badge>
        )}
      </span>
    ),
  },
  {
    id: "action",
    header: "What",
    accessorFn: ({ action }) => action,
    cell: ({ row: { original } }) => <code className="font-mono text-xs">{original.action}</code>,
  },
  {
    id: "subject",
    header: "To what",
    accessorFn: ({ subjectType, subjectId }) => `${subjectType} ${subjectId}`,
    cell: ({ row: { original } }) => (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        {original.subjectType.replace(/_/g, " ")}
        <CopyId value={original.subjectId} shown={`…${original.subjectId.slice(-6)}`} />
      </span>
    ),
  },
  {
    id: "changes",
    header: "Change",
    accessorFn: ({ before, after }) => changesOf(before, after).join("; "),
    cell: ({ row: { original } }) => (
      <ul className="text-xs">
        {changesOf(original.before, original.after).map((change) => (
          <li key={change} className="break-words">
            {change}
          </li>
        ))}
      </ul>
    ),
  },
  {
    id: "address",
    header: "From",
    accessorFn: ({ address }) => address,
    cell: ({ row: { original } }) => <code className="font-mono text-xs">{original.address}</code>,
  },
]

export function AuditSettings() {
  const { can } = useTenant()
  if (can("audit:read")) return <AuditLog />
  return (
    <SettingsFrame>
      <EmptyState title="Your role does not open the audit log">Ask an owner or admin of the company.</EmptyState>
    </SettingsFrame>
  )
}

function AuditLog() {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data])
  return (
    <SettingsFrame>
      <Card>
        <CardHeader>
          <CardTitle>Audit log</CardTitle>
          <CardDescription>
            Everything that was changed in {tenant.name}, by whom and from where, what the provider did included. Nobody
            can change or remove an entry.
          </CardDescription>
        </CardHeader>
        <DataTable<AuditEvent>
          label="Audit log"
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          error={list.error}
          onRetry={() => void list.refetch()}
          empty={<EmptyState icon={ScrollText} title="Nothing was changed yet" />}
          onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
          moreLoading={list.isFetchingNextPage}
        />
      </Card>
    </SettingsFrame>
  )
}
