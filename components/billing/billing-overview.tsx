"use client"

import { useQuery } from "@tanstack/react-query"
import { Receipt } from "lucide-react"
import Link from "next/link"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Progress } from "../ui/progress"
import { RelativeTime } from "../ui/relative-time"
import { Skeleton, SkeletonRows } from "../ui/skeleton"
import { Stat } from "../ui/stat"
import { BillingFrame } from "./billing-frame"
import { InvoiceTable } from "./invoice-list"
import { LineTable } from "./line-table"
import { lineUsageHref } from "./usage-address"
import { zonedTime } from "./zoned-time"

/** This period so far: the total, where it is heading, and every line with its sentence. */
export function BillingOverview() {
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const preview = useQuery(
    trpc.usage.preview.queryOptions({ tenantId: tenant.id }, { enabled: can("billing:read"), refetchInterval: 10_000 }),
  )
  return (
    <BillingFrame>
      {preview.isPending ? (
        <OverviewSkeleton />
      ) : preview.error && !preview.data ? (
        <Card>
          <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
        </Card>
      ) : (
        <>
          <PeriodStats preview={preview.data} />
          <PeriodLines preview={preview.data} />
          <LatestInvoices />
        </>
      )}
    </BillingFrame>
  )
}

type Preview = ApiOutputs["usage"]["preview"]

function PeriodStats({ preview }: { preview: Preview }) {
  const { currency, timeZone, periodStart, periodEnd, asOf } = preview
  const length = Date.parse(periodEnd) - Date.parse(periodStart)
  const passed = length > 0 ? ((Date.parse(asOf) - Date.parse(periodStart)) / length) * 100 : 0
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Stat
        label="This period so far"
        value={`${amountOfMinor(preview.totalMinor, currency)} ${currency}`}
        hint={
          <>
            As of <RelativeTime at={asOf} />
          </>
        }
      />
      <Stat
        label="At the end of the period"
        value={`${amountOfMinor(preview.forecastMinor, currency)} ${currency}`}
        hint="If all that runs now goes on and nothing is added"
      />
      <Stat
        label="Running now, per hour"
        value={`${amountOfMicros(preview.hourlyMicros, currency)} ${currency}`}
        hint="Beyond what packages include"
      />
      <Stat
        label={`Period (${timeZone})`}
        value={<span className="text-base">{zonedTime(periodEnd, timeZone)}</span>}
        hint={
          <>
            <span className="mb-1.5 block">Ends then; began {zonedTime(periodStart, timeZone)}</span>
            <Progress value={passed} label="Part of the period that has passed" />
          </>
        }
      />
    </div>
  )
}

function PeriodLines({ preview }: { preview: Preview }) {
  const { to, can } = useTenant()
  return (
    <Card>
      <CardHeader>
        <CardTitle>Where it comes from</CardTitle>
        <CardDescription>
          What the invoice would say if the period closed now. Follow a line to the usage behind it.
        </CardDescription>
      </CardHeader>
      {preview.lines.length === 0 ? (
        <EmptyState
          icon={Receipt}
          title="Nothing to pay in this period yet"
          action={
            can("vdc:create") && (
              <Button asChild>
                <Link href={to("/vdc/new")}>Choose a data center</Link>
              </Button>
            )
          }
        >
          Lines appear here as soon as a data center of yours is active: its package by the second, and what its
          applications use.
        </EmptyState>
      ) : (
        <LineTable
          label="This period, line by line"
          lines={preview.lines}
          currency={preview.currency}
          timeZone={preview.timeZone}
          totalMinor={preview.totalMinor}
          totalWord="So far"
          usageHref={(line) => lineUsageHref(to("/billing/usage"), line)}
        />
      )}
    </Card>
  )
}

function LatestInvoices() {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const invoices = useQuery(trpc.invoices.list.queryOptions({ tenantId: tenant.id, limit: 3 }))
  if (!invoices.data || invoices.data.items.length === 0) return null
  return (
    <Card>
      <CardHeader>
        <CardTitle>Latest invoices</CardTitle>
        <Button asChild variant="link">
          <Link href={to("/billing/invoices")}>All invoices</Link>
        </Button>
      </CardHeader>
      <InvoiceTable invoices={invoices.data.items} />
    </Card>
  )
}

const OverviewSkeleton = () => (
  <>
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {["total", "forecast", "hour", "period"].map((stat) => (
        <Skeleton key={stat} className="h-24" />
      ))}
    </div>
    <Card>
      <SkeletonRows rows={6} />
    </Card>
  </>
)
