"use client"

import { useQuery } from "@tanstack/react-query"
import { ChartColumn, ClipboardCopy } from "lucide-react"
import { useRouter, useSearchParams } from "next/navigation"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { SkeletonRows } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { BillingFrame } from "./billing-frame"
import { rangeInput, readUsageView, type UsageView, usageQuery } from "./usage-address"
import { UsageCharts } from "./usage-charts"
import { UsageControls } from "./usage-controls"
import { usageCsv } from "./usage-groups"
import { UsageIntervals } from "./usage-intervals"
import { UsageTable } from "./usage-table"

/** What was used, by whom, down to the single interval. What is shown stands in the address. */
export function UsageExplorer() {
  const { tenant, can, to } = useTenant()
  const trpc = useTRPC()
  const router = useRouter()
  const view = readUsageView(useSearchParams())
  // Named ranges keep their beginning while the page is open; otherwise every render would be another question.
  const [opened] = useState(() => Date.now())
  const filter = {
    tenantId: tenant.id,
    ...rangeInput(view.range, opened),
    vdcId: view.vdcId ?? undefined,
    applicationId: view.applicationId ?? undefined,
  }
  const usage = useQuery(
    trpc.usage.summary.queryOptions(filter, { enabled: can("billing:read"), refetchInterval: 30_000 }),
  )
  const show = (change: Partial<UsageView>) => {
    const query = usageQuery({ ...view, ...change })
    router.replace(query === "" ? to("/billing/usage") : `${to("/billing/usage")}?${query}`, { scroll: false })
  }
  const copy = async () => {
    await navigator.clipboard.writeText(usageCsv(usage.data?.items ?? []))
    toast.success("Copied as CSV, one line per component and meter.")
  }
  const subject = usage.data?.items.find(({ subjectId }) => subjectId === view.subjectId)
  return (
    <BillingFrame>
      <UsageControls view={view} onChange={show} rows={usage.data?.items ?? []} />
      {usage.isPending ? (
        <Card>
          <SkeletonRows rows={8} />
        </Card>
      ) : usage.error && !usage.data ? (
        <Card>
          <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />
        </Card>
      ) : usage.data.items.length === 0 ? (
        <Card>
          <EmptyState icon={ChartColumn} title="Nothing was used in this time">
            Usage begins when an application starts or a volume is made. Choose another range, or remove a filter.
          </EmptyState>
        </Card>
      ) : (
        <>
          <UsageCharts filter={filter} view={view} onMeter={(meter) => show({ meter })} rows={usage.data.items} />
          <Card>
            <CardHeader>
              <CardTitle>The same in numbers</CardTitle>
              <Button variant="outline" size="sm" onClick={() => void copy()}>
                <ClipboardCopy aria-hidden />
                Copy as CSV
              </Button>
            </CardHeader>
            <UsageTable rows={usage.data.items} view={view} onChange={show} />
          </Card>
        </>
      )}
      {view.subjectId && (
        <UsageIntervals
          subjectId={view.subjectId}
          name={subject?.subject ?? "Component"}
          meters={(usage.data?.items ?? [])
            .filter(({ subjectId }) => subjectId === view.subjectId)
            .map(({ meter }) => meter)}
          view={view}
          range={rangeInput(view.range, opened)}
          onMeter={(meter) => show({ meter })}
          onClose={() => show({ subjectId: null })}
        />
      )}
    </BillingFrame>
  )
}
