"use client"

import { ScrollText } from "lucide-react"
import { useMemo } from "react"
import type { ApiOutputs } from "../trpc"
import { Badge } from "../ui/badge"
import { CopyId } from "../ui/copy-id"
import { type ColumnDef, DataTable } from "../ui/data-table"
import { EmptyState } from "../ui/empty-state"
import { RelativeTime } from "../ui/relative-time"
import { changesOf } from "./audit-changes"

type AuditPage = ApiOutputs["audit"]["list"]
type AuditEvent = AuditPage["items"][number]

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

type Listed = {
  data: { pages: AuditPage[] } | undefined
  error: unknown
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
  refetch: () => unknown
}

/** Who did what to what, from where; newest first. */
export function AuditTable({ label, list, hidden = [] }: { label: string; list: Listed; hidden?: readonly string[] }) {
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items), [list.data])
  const shown = useMemo(() => columns.filter(({ id }) => !hidden.includes(id ?? "")), [hidden])
  return (
    <DataTable<AuditEvent>
      label={label}
      columns={shown}
      rows={rows}
      rowId={({ id }) => id}
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={<EmptyState icon={ScrollText} title="Nothing has happened yet" />}
      onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
      moreLoading={list.isFetchingNextPage}
    />
  )
}
