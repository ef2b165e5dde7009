"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { type MeterName, meters } from "@/lib/meter"
import { bytes, cores, memory } from "../format/size"
import { utc } from "../format/time"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { ErrorState } from "../ui/error-state"
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetHeader, SheetTitle } from "../ui/sheet"
import { SkeletonRows } from "../ui/skeleton"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import type { UsageView } from "./usage-address"
import { zonedTime } from "./zoned-time"

type Props = {
  subjectId: string
  name: string
  /** Those the subject has used. */
  meters: readonly MeterName[]
  view: UsageView
  range: { from: string; to?: string }
  onMeter: (meter: MeterName) => void
  onClose: () => void
}

const levelText: Partial<Record<MeterName, (quantity: number) => string>> = {
  component_core_hours: cores,
  component_memory_gib_hours: memory,
  volume_gib_hours: (gib) => `${gib} GiB`,
  snapshot_gib_hours: (gib) => `${gib} GiB`,
  transfer_out_gib: bytes,
}

/** The intervals a number is made of: from, to, how much. */
export function UsageIntervals({ subjectId, name, meters: used, view, range, onMeter, onClose }: Props) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const meter = used.length === 0 || used.includes(view.meter) ? view.meter : (used[0] ?? view.meter)
  const intervals = useInfiniteQuery(
    trpc.usage.intervals.infiniteQueryOptions(
      { tenantId: tenant.id, subjectId, meter, ...range, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  const rows = intervals.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="max-w-xl">
        <SheetHeader>
          <SheetTitle className="break-all font-mono">{name}</SheetTitle>
          <SheetDescription>
            Every interval in the chosen range, newest first. Times are in {tenant.timeZone}; an interval ends right
            before its end.
          </SheetDescription>
        </SheetHeader>
        <SheetBody>
          {used.length > 1 && (
            <Select value={meter} onValueChange={(value) => onMeter(value as MeterName)}>
              <SelectTrigger aria-label="Meter of the intervals">
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
          )}
          {intervals.isPending ? (
            <SkeletonRows rows={6} />
          ) : intervals.error ? (
            <ErrorState error={intervals.error} onRetry={() => void intervals.refetch()} />
          ) : rows.length === 0 ? (
            <p className="text-muted-foreground">No intervals of {meters[meter].title.toLowerCase()} in this range.</p>
          ) : (
            <div className="-mx-5">
              <Table aria-label="Intervals">
                <TableHeader>
                  <TableRow className="hover:bg-transparent">
                    <TableHead>From</TableHead>
                    <TableHead>To</TableHead>
                    <TableHead numeric>Level</TableHead>
                    <TableHead numeric>Seconds counted</TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {rows.map((row) => (
                    <TableRow key={row.id}>
                      <TableCell className="whitespace-nowrap tabular" title={utc(new Date(row.startsAt))}>
                        {zonedTime(row.startsAt, tenant.timeZone)}
                      </TableCell>
                      <TableCell
                        className="whitespace-nowrap tabular"
                        title={row.endsAt ? utc(new Date(row.endsAt)) : undefined}
                      >
                        {row.endsAt ? zonedTime(row.endsAt, tenant.timeZone) : "goes on"}
                      </TableCell>
                      <TableCell numeric>{(levelText[row.meter] ?? String)(Number(row.quantity))}</TableCell>
                      <TableCell numeric>{row.seconds}</TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </div>
          )}
          {intervals.hasNextPage && (
            <Button
              variant="outline"
              disabled={intervals.isFetchingNextPage}
              onClick={() => void intervals.fetchNextPage()}
            >
              Show older intervals
            </Button>
          )}
        </SheetBody>
      </SheetContent>
    </Sheet>
  )
}
