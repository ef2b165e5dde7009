"use client"

import { useQuery } from "@tanstack/react-query"
import { OperationSteps, operationTitle } from "../../operation/operation-progress"
import { useTRPC } from "../../trpc"
import { Card, CardContent, CardHeader, CardTitle } from "../../ui/card"
import { CopyId } from "../../ui/copy-id"
import { ErrorState } from "../../ui/error-state"
import { Page, PageHeader } from "../../ui/page-header"
import { RelativeTime } from "../../ui/relative-time"
import { SkeletonRows } from "../../ui/skeleton"
import { Stat } from "../../ui/stat"
import { StateBadge } from "../../ui/state-badge"
import { useTitle } from "../../ui/use-title"
import { Took, useTenantNames } from "./operations-page"
import { refreshMs } from "./use-pages"

/** One operation of whichever company: its steps and what each of them said. */
export function OperationPage({ operationId }: { operationId: string }) {
  const trpc = useTRPC()
  const names = useTenantNames()
  const one = useQuery(
    trpc.provider.operations.get.queryOptions(
      { operationId },
      {
        refetchInterval: ({ state }) =>
          state.data && !["queued", "running"].includes(state.data.state) ? false : refreshMs / 3,
      },
    ),
  )
  const operation = one.data
  useTitle(operation && operationTitle(operation))
  if (!operation)
    return (
      <Page>
        <PageHeader title="Operation" />
        <Card>
          {one.error ? (
            <ErrorState
              error={one.error}
              title="This operation could not be loaded"
              onRetry={() => void one.refetch()}
            />
          ) : (
            <SkeletonRows />
          )}
        </Card>
      </Page>
    )
  return (
    <Page>
      <PageHeader
        title={operationTitle(operation)}
        badge={<StateBadge state={operation.state} />}
        description={
          <>
            {names.get(operation.tenantId) ?? "A company"} · {operation.kind} · <CopyId value={operation.id} />
          </>
        }
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <Stat label="Asked for" value={<RelativeTime at={operation.createdAt} />} />
        <Stat label="Started" value={operation.startedAt ? <RelativeTime at={operation.startedAt} /> : "Not yet"} />
        <Stat label={operation.endedAt ? "Took" : "Running for"} value={<Took operation={operation} />} />
      </div>
      <Card>
        <CardHeader>
          <CardTitle>Steps</CardTitle>
        </CardHeader>
        <CardContent>
          <OperationSteps operation={operation} />
        </CardContent>
      </Card>
    </Page>
  )
}
