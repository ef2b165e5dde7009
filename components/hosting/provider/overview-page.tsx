"use client"

import { useQuery } from "@tanstack/react-query"
import { ListChecks, PackageOpen } from "lucide-react"
import Link from "next/link"
import type { ReactNode } from "react"
import { OperationProgress, operationTitle } from "../../operation/operation-progress"
import { useTRPC } from "../../trpc"
import { Card, CardHeader, CardTitle } from "../../ui/card"
import { EmptyState } from "../../ui/empty-state"
import { ErrorState } from "../../ui/error-state"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { Skeleton, SkeletonRows } from "../../ui/skeleton"
import { Stat } from "../../ui/stat"
import { FulfilButton } from "./node-orders-page"
import { useTenantNames } from "./operations-page"
import { refreshMs } from "./use-pages"

const fresh = { refetchInterval: refreshMs }

function Numbers() {
  const trpc = useTRPC()
  const partners = useQuery(trpc.provider.partners.list.queryOptions(undefined, fresh))
  const tenants = useQuery(trpc.provider.tenants.list.queryOptions({ limit: 100 }, fresh))
  if (partners.error && !partners.data)
    return <ErrorState error={partners.error} onRetry={() => void partners.refetch()} />
  if (!partners.data || !tenants.data)
    return (
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {[1, 2, 3, 4].map((each) => (
          <Skeleton key={each} className="h-22" />
        ))}
      </div>
    )
  const all = partners.data.items
  const sum = (of: (partner: (typeof all)[number]) => number) => all.reduce((total, each) => total + of(each), 0)
  const [total, assigned, down] = [sum((p) => p.nodes.total), sum((p) => p.nodes.assigned), sum((p) => p.nodes.down)]
  const companies = `${tenants.data.items.length}${tenants.data.nextCursor ? "+" : ""}`
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat label="Companies" value={companies} hint={<Link href="/provider/tenants">All companies</Link>} />
      <Stat label="Nodes" value={total} hint={`${all.length} partners, ${sum((p) => p.dataCenters)} data centers`} />
      <Stat
        label="Assigned"
        value={assigned}
        hint={total === 0 ? "No node yet" : `${Math.round((assigned / total) * 100)} % of all nodes`}
      />
      <Stat
        label="Down or off"
        value={down}
        hint={<Link href="/provider/nodes?state=down">Nodes that are down</Link>}
      />
    </div>
  )
}

const Section = ({ title, href, children }: { title: string; href: string; children: ReactNode }) => (
  <Card>
    <CardHeader>
      <CardTitle>{title}</CardTitle>
      <Link href={href} className="text-primary text-compact hover:underline">
        All
      </Link>
    </CardHeader>
    {children}
  </Card>
)

function OpenOrders() {
  const trpc = useTRPC()
  const orders = useQuery(trpc.provider.nodeOrders.list.queryOptions({ state: "open", limit: 10 }, fresh))
  if (orders.error && !orders.data) return <ErrorState error={orders.error} onRetry={() => void orders.refetch()} />
  if (!orders.data) return <SkeletonRows />
  if (orders.data.items.length === 0)
    return (
      <EmptyState icon={PackageOpen} title="Nobody waits for nodes">
        Orders appear when more is bought than is free.
      </EmptyState>
    )
  return (
    <ul className="divide-y border-t">
      {orders.data.items.map((order) => (
        <li key={order.id} className="flex items-center justify-between gap-3 px-4 py-2.5 sm:px-5">
          <span className="min-w-0">
            <span className="block font-medium">
              {order.count} × {order.machineClass.slug} in {order.dataCenter.name}
            </span>
            <span className="block text-muted-foreground text-xs">
              {order.tenant}, {order.vdc.name}; promised <RelativeTime at={order.promisedAt} />
            </span>
          </span>
          <FulfilButton order={order} />
        </li>
      ))}
    </ul>
  )
}

function UnderWay() {
  const trpc = useTRPC()
  const names = useTenantNames()
  const running = useQuery(trpc.provider.operations.list.queryOptions({ active: true, limit: 10 }, fresh))
  if (running.error && !running.data) return <ErrorState error={running.error} onRetry={() => void running.refetch()} />
  if (!running.data) return <SkeletonRows />
  if (running.data.items.length === 0)
    return (
      <EmptyState icon={ListChecks} title="Nothing is under way">
        Provisioning, starts and stops of all companies show here while they run.
      </EmptyState>
    )
  return (
    <ul className="divide-y border-t">
      {running.data.items.map((operation) => (
        <li key={operation.id} className="flex flex-col gap-1.5 px-4 py-2.5 sm:px-5">
          <span className="flex justify-between gap-3">
            <Link href={`/provider/operations/${operation.id}`} className="font-medium hover:underline">
              {operationTitle(operation)}
            </Link>
            <span className="text-muted-foreground text-xs">{names.get(operation.tenantId)}</span>
          </span>
          <OperationProgress operation={operation} />
        </li>
      ))}
    </ul>
  )
}

export function OverviewPage() {
  return (
    <Page>
      <PageHeader title="Provider" description="Partners, machines and the companies that use them, as of now." />
      <Numbers />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Section title="Open node orders" href="/provider/node-orders">
          <OpenOrders />
        </Section>
        <Section title="Under way" href="/provider/operations">
          <UnderWay />
        </Section>
      </div>
    </Page>
  )
}
