"use client"

import { useQuery } from "@tanstack/react-query"
import { Boxes, Warehouse } from "lucide-react"
import Link from "next/link"
import { fabricNames } from "@/lib/fabric"
import { count, disk, memory } from "../../format/size"
import { type ApiOutputs, useTRPC } from "../../trpc"
import { Button } from "../../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../../ui/card"
import { CopyId } from "../../ui/copy-id"
import { type ColumnDef, DataTable } from "../../ui/data-table"
import { EmptyState } from "../../ui/empty-state"
import { ErrorState } from "../../ui/error-state"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { SkeletonRows } from "../../ui/skeleton"
import { Stat } from "../../ui/stat"
import { StateBadge } from "../../ui/state-badge"
import { useTitle } from "../../ui/use-title"
import { ClusterProblems } from "./cluster-findings"
import { DisconnectDialog } from "./disconnect-dialog"
import { EditClusterDialog } from "./edit-cluster-dialog"
import { refreshMs } from "./use-pages"

type Cluster = ApiOutputs["provider"]["clusters"]["get"]
type Member = ApiOutputs["provider"]["clusters"]["members"]["items"][number]

const sizeOf = (size: { cores: number; memoryMib: number; diskGib: number }): string =>
  `${count(size.cores, "core")}, ${memory(size.memoryMib)}, ${disk(size.diskGib)}`

/** What was measured; what it is sold as, where that is something else. */
function Measured({ member: { measured, machineClass } }: { member: Member }) {
  if (!measured) return "–"
  const differs = sizeOf(measured) !== sizeOf(machineClass)
  return (
    <>
      {sizeOf(measured)}
      {differs && <span className="block text-state-degraded text-xs">counts as {sizeOf(machineClass)}</span>}
    </>
  )
}

const columns: ColumnDef<Member, unknown>[] = [
  { id: "node", header: "Node", accessorFn: (row) => row.node, meta: { className: "font-medium" } },
  { id: "member", header: "Member", accessorFn: (row) => row.member },
  {
    id: "memberState",
    header: "In the cluster",
    accessorFn: (row) => row.memberState ?? "",
    cell: ({ row }) => row.original.memberState && <StateBadge state={row.original.memberState} />,
  },
  {
    id: "state",
    header: "Node is",
    accessorFn: (row) => row.state,
    cell: ({ row }) => <StateBadge state={row.original.state} />,
  },
  { id: "class", header: "Machine class", accessorFn: (row) => row.machineClass.slug },
  {
    id: "measured",
    header: "Measured",
    accessorFn: (row) => row.measured?.cores ?? 0,
    cell: ({ row }) => <Measured member={row.original} />,
  },
  {
    id: "runs",
    header: "Runs",
    accessorFn: (row) => (row.runsVms ? "containers and virtual machines" : "containers"),
  },
  {
    id: "assigned",
    header: "Belongs to",
    accessorFn: (row) => row.assignedTo?.tenant ?? "",
    cell: ({ row: { original } }) =>
      original.assignedTo ? (
        `${original.assignedTo.tenant}, ${original.assignedTo.vdc}`
      ) : (
        <span className="text-muted-foreground">nobody</span>
      ),
  },
]

const Fact = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-muted-foreground text-xs">{term}</dt>
    <dd className="break-words">{children}</dd>
  </div>
)

const Connection = ({ cluster }: { cluster: Cluster }) => (
  <Card>
    <CardHeader>
      <CardTitle>Connection</CardTitle>
      <EditClusterDialog cluster={cluster} />
    </CardHeader>
    <CardContent>
      <dl className="grid gap-4 sm:grid-cols-2">
        <Fact term="Addresses">
          {cluster.addresses.map((address) => (
            <span key={address} className="block font-mono text-xs">
              {address}
            </span>
          ))}
        </Fact>
        <Fact term="Certificate fingerprint">
          <CopyId value={cluster.fingerprint} label="fingerprint" />
        </Fact>
        <Fact term="Storage pool">{cluster.storagePool}</Fact>
        <Fact term="Uplink">{cluster.uplink}</Fact>
        <Fact term="Mirrors of volumes">
          Copied to a second node every {cluster.mirrorSeconds} s: a mirror is as old as its last copy.
        </Fact>
        <Fact term="Power of its machines">
          {cluster.power ? (
            <>
              Redfish at <span className="font-mono text-xs">{cluster.power.url}</span> as {cluster.power.user}
            </>
          ) : (
            "Switched by hand. A machine that is gone counts as cut off once the cluster says it is offline."
          )}
        </Fact>
      </dl>
    </CardContent>
  </Card>
)

function ClusterView({ cluster }: { cluster: Cluster }) {
  const trpc = useTRPC()
  const members = useQuery(
    trpc.provider.clusters.members.queryOptions({ clusterId: cluster.id }, { refetchInterval: refreshMs }),
  )
  const { nodes } = cluster
  return (
    <Page>
      <PageHeader
        title={cluster.dataCenter.name}
        badge={<StateBadge state={cluster.state} />}
        description={
          <>
            {cluster.dataCenter.city}, {cluster.dataCenter.country} · {cluster.dataCenter.partner} ·{" "}
            <CopyId value={cluster.id} />
          </>
        }
        actions={<DisconnectDialog cluster={cluster} members={members.data?.items ?? []} />}
      />
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Stat
          label="Engine"
          value={cluster.engine ? `${cluster.engine === "lxd" ? "LXD" : "Incus"} ${cluster.version}` : "Not known yet"}
        />
        <Stat label="Last seen" value={cluster.lastSeenAt ? <RelativeTime at={cluster.lastSeenAt} /> : "Never"} />
        <Stat label="Free nodes" value={nodes.available} hint={`${nodes.assigned} belong to somebody`} />
        <Stat
          label="Not usable"
          value={nodes.down + nodes.draining}
          hint={`${nodes.down} down, ${nodes.draining} draining`}
        />
      </div>
      {cluster.problems.length > 0 && (
        <Card>
          <CardHeader>
            <CardTitle>Problems</CardTitle>
          </CardHeader>
          <CardContent>
            <ClusterProblems problems={cluster.problems} />
          </CardContent>
        </Card>
      )}
      <Card>
        <CardHeader>
          <CardTitle>Members</CardTitle>
          <Button asChild variant="outline" size="sm">
            <Link href={`/provider/nodes?site=${cluster.dataCenter.id}`}>Nodes</Link>
          </Button>
        </CardHeader>
        <DataTable
          label="Members"
          columns={columns}
          rows={members.data?.items}
          rowId={(row) => row.nodeId}
          error={members.error}
          onRetry={() => void members.refetch()}
          controls={false}
          empty={<EmptyState icon={Boxes} title="No member yet" />}
        />
      </Card>
      <Connection cluster={cluster} />
    </Page>
  )
}

/** A site by its short name; what it runs on and how that is. */
export function DataCenterPage({ slug }: { slug: string }) {
  const trpc = useTRPC()
  const sites = useQuery(trpc.provider.dataCenters.list.queryOptions())
  const clusters = useQuery(trpc.provider.clusters.list.queryOptions(undefined, { refetchInterval: refreshMs }))
  const site = sites.data?.items.find((each) => each.slug === slug)
  const cluster = clusters.data?.items.find((each) => each.dataCenter.slug === slug)
  useTitle(site?.name)
  if (cluster) return <ClusterView cluster={cluster} />
  const error = sites.error ?? clusters.error
  if (error && !(sites.data && clusters.data))
    return (
      <Page>
        <PageHeader title="Data center" />
        <ErrorState error={error} onRetry={() => void Promise.all([sites.refetch(), clusters.refetch()])} />
      </Page>
    )
  if (!sites.data || !clusters.data)
    return (
      <Page>
        <PageHeader title="Data center" />
        <SkeletonRows />
      </Page>
    )
  return (
    <Page>
      <EmptyState
        icon={Warehouse}
        heading="h1"
        title={site ? `${site.name} has no cluster` : "There is no such data center"}
        action={
          <Button asChild variant="outline">
            <Link href={site ? `/provider/nodes?site=${site.id}` : "/provider/data-centers"}>
              {site ? "Its nodes" : "All data centers"}
            </Link>
          </Button>
        }
      >
        {site && `It is ${fabricNames[site.fabric]}: its nodes are processes on the machine of the portal.`}
      </EmptyState>
    </Page>
  )
}
