"use client"

import { useQuery } from "@tanstack/react-query"
import { Plug, Warehouse } from "lucide-react"
import Link from "next/link"
import { fabricNames } from "@/lib/fabric"
import { amountOfMicros } from "../../format/money"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Badge } from "../../ui/badge"
import { Button } from "../../ui/button"
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../../ui/card"
import { EmptyState } from "../../ui/empty-state"
import { ErrorState } from "../../ui/error-state"
import { Page, PageHeader } from "../../ui/page-header"
import { Skeleton } from "../../ui/skeleton"
import { StateBadge } from "../../ui/state-badge"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table"
import { AddNodesDialog } from "./add-nodes-dialog"
import { refreshMs } from "./use-pages"

type Site = ApiOutputs["provider"]["dataCenters"]["list"]["items"][number]

const meterWords: Record<string, string> = {
  node_hours: "Node, hour",
  component_core_hours: "Core, hour",
  component_memory_gib_hours: "Memory GiB, hour",
  volume_gib_hours: "Volume GiB, hour",
  snapshot_gib_hours: "Snapshot GiB, hour",
  transfer_out_gib: "Transfer GiB",
  class_hours: "Marketplace class, hour",
}

const Tariff = ({ site }: { site: Site }) => (
  <details className="border-t">
    <summary className="px-4 py-2.5 font-medium text-compact sm:px-5">Tariff in {site.currency}</summary>
    <Table aria-label={`Tariff of ${site.name}`}>
      <TableHeader>
        <TableRow>
          <TableHead>Meter</TableHead>
          <TableHead>For</TableHead>
          <TableHead numeric>{site.currency}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {site.rates.map((rate) => (
          <TableRow key={`${rate.meter} ${rate.machineClass} ${rate.purpose}`}>
            <TableCell>{meterWords[rate.meter] ?? rate.meter}</TableCell>
            <TableCell className="text-muted-foreground">
              {[rate.machineClass, rate.purpose].filter(Boolean).join(", ") || "all"}
            </TableCell>
            <TableCell numeric>{amountOfMicros(rate.microsPerUnit, site.currency)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  </details>
)

type Cluster = ApiOutputs["provider"]["clusters"]["list"]["items"][number]

const SiteCard = ({ site, cluster }: { site: Site; cluster: Cluster | undefined }) => (
  <Card>
    <CardHeader>
      <CardTitle className="flex flex-wrap items-center gap-2">
        {cluster ? (
          <Link href={`/provider/data-centers/${site.slug}`} className="hover:underline">
            {site.name}
          </Link>
        ) : (
          site.name
        )}
        {cluster ? <StateBadge state={cluster.state} /> : <Badge variant="outline">{fabricNames[site.fabric]}</Badge>}
      </CardTitle>
      <Button asChild variant="outline" size="sm">
        <Link href={`/provider/nodes?site=${site.id}`}>Nodes</Link>
      </Button>
      <CardDescription>
        {site.city}, {site.country} · {site.partner}
        {cluster?.engine && ` · ${cluster.engine === "lxd" ? "LXD" : "Incus"} ${cluster.version}`}
      </CardDescription>
    </CardHeader>
    <CardContent>
      <dl className="grid grid-cols-3 gap-3">
        {site.free.map((free) => (
          <div key={free.machineClass}>
            <dt className="text-muted-foreground text-xs">Free {free.machineClass}</dt>
            <dd className="font-semibold text-xl tabular">{free.nodes}</dd>
          </div>
        ))}
      </dl>
    </CardContent>
    <Tariff site={site} />
  </Card>
)

export function DataCentersPage() {
  const trpc = useTRPC()
  const list = useQuery(trpc.provider.dataCenters.list.queryOptions(undefined, { refetchInterval: refreshMs }))
  const clusters = useQuery(trpc.provider.clusters.list.queryOptions(undefined, { refetchInterval: refreshMs }))
  return (
    <Page>
      <PageHeader
        title="Data centers"
        description="What each site has free right now and what its partner charges."
        actions={
          <>
            <Button asChild variant="outline">
              <Link href="/provider/data-centers/connect">
                <Plug aria-hidden />
                Connect a cluster
              </Link>
            </Button>
            <AddNodesDialog />
          </>
        }
      />
      {list.error && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <EmptyState icon={Warehouse} title="No data center yet" />}
      <div className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-3">
        {list.data
          ? list.data.items.map((site) => (
              <SiteCard
                key={site.id}
                site={site}
                cluster={clusters.data?.items.find((each) => each.dataCenter.id === site.id)}
              />
            ))
          : !list.error && [1, 2, 3].map((each) => <Skeleton key={each} className="h-44" />)}
      </div>
    </Page>
  )
}
