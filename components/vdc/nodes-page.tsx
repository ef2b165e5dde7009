"use client"

import { useQuery } from "@tanstack/react-query"
import { Server } from "lucide-react"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { NodeCard } from "./node-card"
import { useVdc } from "./vdc-context"
import { VdcFrame } from "./vdc-frame"

export function NodesPage() {
  const { vdc } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const nodes = useQuery(trpc.vdcs.nodes.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }))
  return (
    <VdcFrame>
      <h2 className="sr-only">Nodes</h2>
      <p className="-mt-2 text-muted-foreground">
        These machines are assigned to {tenant.name} alone. The light bar is what your applications reserve, the strong
        one what they use at this moment.
      </p>
      {nodes.error && !nodes.data && <ErrorState error={nodes.error} onRetry={() => void nodes.refetch()} />}
      {nodes.data?.items.length === 0 && (
        <EmptyState icon={Server} title="No node is assigned yet">
          {vdc.waitingReason ?? "They appear here as soon as the data center has assigned them."}
        </EmptyState>
      )}
      <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {nodes.data
          ? nodes.data.items.map((node) => <NodeCard key={node.id} node={node} detailed />)
          : !nodes.error && [1, 2, 3].map((each) => <Skeleton key={each} className="h-64" />)}
      </div>
    </VdcFrame>
  )
}
