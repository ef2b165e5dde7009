"use client"

import { CircleCheck, TriangleAlert } from "lucide-react"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { cores, disk, memory } from "../format/size"
import type { ApiOutputs } from "../trpc"
import { cn } from "../ui/cn"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"

type Quote = ApiOutputs["applications"]["quote"]

/** Price and fit of what is being sized; `stale` while a newer answer is under way. */
export function QuotePanel({
  quote,
  error,
  stale,
  onRetry,
}: {
  quote: Quote | undefined
  error: unknown
  stale: boolean
  onRetry: () => void
}) {
  if (error) return <ErrorState error={error} title="No price yet" onRetry={onRetry} className="py-4" />
  if (!quote)
    return (
      <div className="flex flex-col gap-3">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="h-24 w-full" />
      </div>
    )
  return (
    <div className={cn("flex flex-col gap-4 transition-opacity", stale && "opacity-60")} aria-live="polite">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <div>
          <dt className="text-muted-foreground text-xs">Per hour</dt>
          <dd className="font-semibold text-lg tabular">
            {amountOfMicros(quote.hourlyMicros, quote.currency)} {quote.currency}
          </dd>
        </div>
        <div>
          <dt className="text-muted-foreground text-xs">Per month of 730 hours</dt>
          <dd className="font-semibold text-lg tabular">
            {amountOfMinor(quote.monthlyMinor, quote.currency)} {quote.currency}
          </dd>
        </div>
      </dl>
      <table className="w-full text-compact">
        <caption className="sr-only">Price per hour by component</caption>
        <thead>
          <tr className="border-b text-left text-muted-foreground text-xs">
            <th scope="col" className="py-1.5 font-medium">
              Component
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              {quote.currency} per hour
            </th>
          </tr>
        </thead>
        <tbody>
          {quote.lines.map((line) => (
            <tr key={line.component} className="border-b last:border-0">
              <td className="py-1.5">
                {line.component}
                {line.count > 1 && ` ×${line.count}`}
                <span className="block text-muted-foreground text-xs">
                  {cores(line.cpuMillis)}, {memory(line.memoryMib)}
                  {line.volumeGib > 0 && `, ${disk(line.volumeGib)} volume`}
                </span>
              </td>
              <td className="py-1.5 text-right align-top tabular">
                {amountOfMicros(line.hourlyMicros, quote.currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {quote.fits ? (
        <p className="flex items-center gap-2 text-state-running">
          <CircleCheck className="size-4 shrink-0" aria-hidden />
          Fits on your nodes as they are now.
        </p>
      ) : (
        <div role="alert" className="rounded-md border border-state-degraded/30 bg-state-degraded/10 px-3 py-2">
          <p className="flex items-center gap-2 font-medium text-state-degraded">
            <TriangleAlert className="size-4 shrink-0" aria-hidden />
            Does not fit
          </p>
          <ul className="mt-1 list-disc pl-5">
            {quote.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
