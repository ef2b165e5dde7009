"use client"

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"
import type { Stacks } from "./prepare-stacks"

type Props = {
  label: string
  stacks: Stacks
  /** One per row: short for the axis, long for the hover. */
  ticks: { short: string; long: string }[]
  unit: string
  height?: number
}

const colour = (index: number): string => `var(--chart-${(index % 6) + 1})`
// By significant digits: with decimals alone every tick of a young application's axis would read 0.
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 })
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 6 })

/** Bars over time, stacked by group. A table with the same numbers stands behind it; this is for the eye. */
export default function StackedBars({ label, stacks, ticks, unit, height = 260 }: Props) {
  const rows = stacks.rows.map((row, index) => ({
    ...row,
    tick: ticks[index]?.short ?? "",
    long: ticks[index]?.long ?? "",
  }))
  return (
    <figure aria-label={label}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 600, height }}>
        <BarChart data={rows} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="tick"
            tickLine={false}
            axisLine={false}
            minTickGap={24}
            tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
          />
          <YAxis
            width={52}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => compact.format(value)}
            tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
          />
          <Tooltip
            cursor={{ fill: "var(--muted)" }}
            isAnimationActive={false}
            content={<Hover stacks={stacks} unit={unit} />}
          />
          {stacks.series.map(({ key, name }, index) => (
            <Bar
              key={key}
              dataKey={key}
              name={name}
              stackId="all"
              fill={colour(index)}
              isAnimationActive={false}
              maxBarSize={44}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground text-xs">
        {stacks.series.map(({ key, name }, index) => (
          <li key={key} className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ background: colour(index) }} />
            <span className="truncate">{name}</span>
          </li>
        ))}
        <li className="ml-auto">{unit}</li>
      </ul>
    </figure>
  )
}

type Row = Record<string, string | number> & { long: string }
/** `active` and `payload` come from the chart. */
type HoverProps = { stacks: Stacks; unit: string; active?: boolean; payload?: readonly { payload?: Row }[] }

function Hover({ stacks, unit, active, payload }: HoverProps) {
  const row = payload?.[0]?.payload
  if (!active || !row) return null
  return (
    <div className="rounded-md border bg-popover px-3 py-2 text-popover-foreground text-xs shadow-md">
      <p className="mb-1 font-medium tabular">{row.long}</p>
      {stacks.series.map(({ key, name }, index) =>
        row[key] === undefined ? null : (
          <p key={key} className="flex items-center gap-1.5 tabular">
            <span aria-hidden className="size-2 rounded-sm" style={{ background: colour(index) }} />
            <span className="flex-1 text-muted-foreground">{name}</span>
            <span className="pl-3">
              {exact.format(Number(row[key]))} {unit}
            </span>
          </p>
        ),
      )}
    </div>
  )
}
