"use client"

import { keepPreviousData, useQuery } from "@tanstack/react-query"
import dynamic from "next/dynamic"
import { type MeterName, meters } from "@/lib/meter"
import { prepareStacks } from "../charts/prepare-stacks"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card"
import { ErrorState } from "../ui/error-state"
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select"
import { Skeleton } from "../ui/skeleton"
import type { UsageView } from "./usage-address"
import { type UsageRow, usedMeters } from "./usage-groups"
import { zonedRange } from "./zoned-time"

// The chart library comes only with a chart that has something to show.
const StackedBars = dynamic(() => import("../charts/stacked-bars"), {
  ssr: false,
  loading: () => <Skeleton className="h-[260px]" />,
})

type Filter = {
  tenantId: string
  from: string
  to?: string
  vdcId?: string | undefined
  applicationId?: string | undefined
}
type Props = { filter: Filter; view: UsageView; rows: readonly UsageRow[]; onMeter: (meter: MeterName) => void }

/** One chart of the chosen meter, stacked by group; grouped by meter, a small one for each, as units do not add up. */
export function UsageCharts({ filter, view, rows, onMeter }: Props) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const chart = useQuery(
    trpc.usage.chart.queryOptions(
      { ...filter, groupBy: view.by, timeZone: tenant.timeZone },
      { placeholderData: keepPreviousData, refetchInterval: 60_000 },
    ),
  )
  const used = usedMeters(rows)
  const meter = used.includes(view.meter) ? view.meter : (used[0] ?? view.meter)
  if (chart.isPending) return <Skeleton className="h-[340px]" />
  if (chart.error)
    return (
      <Card>
        <ErrorState error={chart.error} onRetry={() => void chart.refetch()} />
      </Card>
    )
  if (view.by === "meter")
    return (
      <div className="grid gap-3 lg:grid-cols-2">
        {used.map((each) => (
          <MeterChart key={each} chart={chart.data} meter={each} height={160} title={meters[each].title} />
        ))}
      </div>
    )
  const choose = (
    <Select value={meter} onValueChange={(value) => onMeter(value as MeterName)}>
      <SelectTrigger aria-label="Meter" className="w-56">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        {used.map((each) => (
          <SelectItem key={each} value={each}>
            {meters[each].title}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
  return <MeterChart chart={chart.data} meter={meter} height={260} title={meters[meter].title} action={choose} />
}

const axisText: Record<"hour" | "day" | "month", Intl.DateTimeFormatOptions> = {
  hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { day: "numeric", month: "short" },
  month: { month: "short", year: "numeric" },
}

type MeterChartProps = {
  chart: ApiOutputs["usage"]["chart"]
  meter: MeterName
  height: number
  title: string
  action?: React.ReactNode
}

function MeterChart({ chart, meter, height, title, action }: MeterChartProps) {
  const { timeZone } = useTenant().tenant
  const stacks = prepareStacks(
    chart.points.filter((point) => point.meter === meter),
    chart.buckets.length,
  )
  const axis = new Intl.DateTimeFormat("en-GB", { timeZone, ...axisText[chart.unit] })
  const ticks = chart.buckets.map(({ from, to }) => ({
    short: axis.format(new Date(from)),
    long: zonedRange(from, to, timeZone),
  }))
  return (
    <Card>
      <CardHeader className="items-center">
        <CardTitle>{title}</CardTitle>
        {action}
      </CardHeader>
      <CardContent>
        <StackedBars
          label={`${title} per ${chart.unit}; the table below has the sums`}
          stacks={stacks}
          ticks={ticks}
          unit={`${meters[meter].unit} per ${chart.unit}`}
          height={height}
        />
      </CardContent>
    </Card>
  )
}
