"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { AuditTable } from "./audit-table"
import { SettingsFrame } from "./settings-frame"

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
        <AuditTable label="Audit log" list={list} />
      </Card>
    </SettingsFrame>
  )
}
