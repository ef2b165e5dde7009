"use client"

import { useQuery } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import Link from "next/link"
import { ApplicationList } from "../application/application-list"
import { EventList } from "../event/event-list"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { cores, disk, memory } from "../format/size"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardHeader, CardTitle } from "../ui/card"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { Stat } from "../ui/stat"
import { HaTile } from "./ha-tile"
import { NodeCard } from "./node-card"
import { useVdc } from "./vdc-context"
import { VdcFrame } from "./vdc-frame"

function CostTiles() {
  const { vdc } = useVdc()
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const may = can("billing:read")
  const preview = useQuery(trpc.usage.preview.queryOptions({ tenantId: tenant.id }, { enabled: may }))
  const applications = useQuery(
    trpc.applications.list.queryOptions(
      { tenantId: tenant.id, vdcId: vdc.id, limit: 100 },
      { enabled: can("application:read") },
    ),
  )
  if (!may) return null
  const lines = preview.data?.lines.filter((line) => line.vdcId === vdc.id)
  const total = lines?.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n)
  const hourly = applications.data?.items.reduce((sum, each) => sum + BigInt(each.hourlyMicros), 0n)
  const currency = preview.data?.currency ?? tenant.currency
  return (
    <>
      <Stat
        label="This month so far"
        value={total === undefined ? undefined : `${amountOfMinor(total, currency)} ${currency}`}
        error={preview.error}
        hint="Package and what was used beyond it"
      />
      <Stat
        label="Applications per hour"
        value={hourly === undefined ? undefined : `${amountOfMicros(hourly, currency, 4)} ${currency}`}
        error={applications.error}
        hint="At list price, before what the package includes"
      />
    </>
  )
}

function Nodes() {
  const { vdc, at } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const nodes = useQuery(trpc.vdcs.nodes.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }))
  return (
    <section aria-labelledby="nodes-title" className="flex flex-col gap-3">
      <div className="flex items-baseline justify-between">
        <h2 id="nodes-title" className="font-semibold text-base">
          Nodes
        </h2>
        <Link href={at("/nodes")} className="text-compact text-primary hover:underline">
          What runs where
        </Link>
      </div>
      {nodes.error && !nodes.data && <ErrorState error={nodes.error} onRetry={() => void nodes.refetch()} />}
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {nodes.data
          ? nodes.data.items.map((node) => <NodeCard key={node.id} node={node} />)
          : !nodes.error && [1, 2, 3].map((each) => <Skeleton key={each} className="h-48" />)}
      </div>
      {nodes.data?.items.length === 0 && (
        <p className="text-muted-foreground">No node is assigned yet. They appear here as soon as they are.</p>
      )}
    </section>
  )
}

export function VdcDashboard() {
  const { vdc, at } = useVdc()
  const { can } = useTenant()
  const free = {
    cpu: vdc.capacity.cpuMillis - vdc.reserved.cpuMillis,
    memory: vdc.capacity.memoryMib - vdc.reserved.memoryMib,
    disk: vdc.capacity.diskGib - vdc.reserved.diskGib,
  }
  return (
    <VdcFrame
      actions={
        can("application:configure") && (
          <Button asChild>
            <Link href={at("/applications/new")}>
              <Plus aria-hidden />
              New application
            </Link>
          </Button>
        )
      }
    >
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-5">
        <HaTile ha={vdc.ha} />
        <CostTiles />
        <Stat
          label="Free for applications"
          value={cores(Math.max(0, free.cpu))}
          hint={`${memory(Math.max(0, free.memory))} memory, ${disk(Math.max(0, free.disk))} disk`}
        />
      </div>
      <Nodes />
      {can("application:read") && (
        <Card>
          <CardHeader>
            <CardTitle>Applications</CardTitle>
          </CardHeader>
          <ApplicationList />
        </Card>
      )}
      <Card>
        <CardHeader>
          <CardTitle>Recent events</CardTitle>
          <Link href={at("/events")} className="text-compact text-primary hover:underline">
            All events
          </Link>
        </CardHeader>
        <EventList vdcId={vdc.id} limit={8} more={false} />
      </Card>
    </VdcFrame>
  )
}
