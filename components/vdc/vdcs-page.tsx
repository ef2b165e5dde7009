"use client"

import { useQuery } from "@tanstack/react-query"
import { Plus, Server } from "lucide-react"
import Link from "next/link"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"
import { VdcCards } from "./vdc-cards"

export function VdcsPage() {
  const { tenant, to, can } = useTenant()
  const trpc = useTRPC()
  const list = useQuery(trpc.vdcs.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const add = can("vdc:create") && (
    <Button asChild>
      <Link href={to("/vdc/new")}>
        <Plus aria-hidden />
        Add a data center
      </Link>
    </Button>
  )
  return (
    <Page>
      <PageHeader
        title="Data centers"
        description="Each is a set of nodes in one place that belongs to your company alone."
        actions={list.data && list.data.items.length > 0 && add}
      />
      {list.error && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          <Skeleton className="h-32" />
          <Skeleton className="h-32" />
        </div>
      ) : list.data.items.length === 0 ? (
        <Card>
          <EmptyState icon={Server} title="No data center yet" action={add}>
            Choose where your machines stand and how many there are; they are yours within seconds.
          </EmptyState>
        </Card>
      ) : (
        <VdcCards vdcs={list.data.items} />
      )}
    </Page>
  )
}
