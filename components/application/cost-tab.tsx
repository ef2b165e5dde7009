"use client"

import { useQuery } from "@tanstack/react-query"
import { Receipt } from "lucide-react"
import Link from "next/link"
import { meters } from "@/lib/meter"
import { amountOfMicros, monthlyOfMicros } from "../format/money"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { SkeletonRows } from "../ui/skeleton"
import { Stat } from "../ui/stat"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { useApplication } from "./application-context"

/** What this application has used this month, by component and meter. Amounts stand on the invoice preview, after what the package includes. */
export function CostTab() {
  const { tenant, to } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  const usage = useQuery(trpc.usage.summary.queryOptions({ tenantId: tenant.id, applicationId: application.id }))
  const { currency, hourlyMicros } = application
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <Stat
          label="Per hour as wanted now"
          value={`${amountOfMicros(hourlyMicros, currency)} ${currency}`}
          hint="At list price"
        />
        <Stat
          label="Per month of 730 hours"
          value={`${monthlyOfMicros(hourlyMicros, currency)} ${currency}`}
          hint="If it stays as it is"
        />
      </div>
      <Card>
        <CardHeader>
          <CardTitle>Used this month</CardTitle>
          <Link
            href={to(`/billing/usage?application=${application.id}`)}
            className="text-compact text-primary hover:underline"
          >
            Other ranges and intervals
          </Link>
          <CardDescription>Counted from observed states; a stopped component counts nothing.</CardDescription>
        </CardHeader>
        {usage.error && !usage.data ? (
          <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />
        ) : !usage.data ? (
          <SkeletonRows />
        ) : usage.data.items.length === 0 ? (
          <EmptyState icon={Receipt} title="Nothing used yet">
            Counting starts with the first component that runs.
          </EmptyState>
        ) : (
          <Table aria-label="Usage this month">
            <TableHeader>
              <TableRow className="hover:bg-transparent">
                <TableHead>Of</TableHead>
                <TableHead>What</TableHead>
                <TableHead numeric>Amount</TableHead>
                <TableHead numeric>Intervals</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {usage.data.items.map((row) => (
                <TableRow key={`${row.subjectId}-${row.meter}`}>
                  <TableCell className="font-medium">{row.subject}</TableCell>
                  <TableCell className="text-muted-foreground">{meters[row.meter].title}</TableCell>
                  <TableCell numeric>
                    {row.amount} {row.unit}
                  </TableCell>
                  <TableCell numeric>{row.intervals}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </div>
  )
}
