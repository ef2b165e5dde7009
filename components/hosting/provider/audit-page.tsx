"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { AuditTable } from "../../identity/audit-table"
import { useTRPC } from "../../trpc"
import { Card } from "../../ui/card"
import { Page, PageHeader } from "../../ui/page-header"

export function AuditPage() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.provider.audit.list.infiniteQueryOptions(
      { limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  return (
    <Page>
      <PageHeader
        title="Audit log"
        description="What the provider's staff and key did, in companies and in the inventory. Companies see what concerns them."
      />
      <Card>
        <AuditTable label="Audit log" list={list} />
      </Card>
    </Page>
  )
}
