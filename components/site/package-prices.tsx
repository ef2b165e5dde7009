"use client"

import { useQuery } from "@tanstack/react-query"
import { Check } from "lucide-react"
import Link from "next/link"
import { amountOfMinor } from "../format/money"
import { count, disk, memory } from "../format/size"
import { type ApiOutputs, useTRPC } from "../trpc"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"

type Package = ApiOutputs["packages"]["list"]["items"][number]

function PackageCard({ each }: { each: Package }) {
  const { machineClass: node } = each
  const points = [
    `${count(each.nodes, "node")} of ${count(node.cores, "core")} and ${memory(node.memoryMib)}`,
    `${disk(node.diskGib)} of disk in each`,
    // As sold and billed: 2,000 GiB are not 2 TiB.
    `${each.includedVolumeGib.toLocaleString("en")} GiB of volumes included`,
    `${each.includedTransferGib.toLocaleString("en")} GiB of transfer a month included`,
  ]
  return (
    <li className="flex flex-col gap-4 rounded-lg border bg-card p-5">
      <div>
        <h3 className="font-semibold text-base">{each.name}</h3>
        <p className="mt-0.5 text-muted-foreground">{each.summary}</p>
      </div>
      <p>
        <span className="font-semibold text-2xl tabular">{amountOfMinor(each.monthlyPriceMinor, each.currency)}</span>{" "}
        <span className="text-muted-foreground">{each.currency} a month</span>
      </p>
      <ul className="flex flex-col gap-1.5">
        {points.map((point) => (
          <li key={point} className="flex items-start gap-2">
            <Check className="mt-0.5 size-4 shrink-0 text-primary" aria-hidden />
            {point}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** The packages with their prices, as the portal sells them now. */
export function PackagePrices() {
  const trpc = useTRPC()
  const packages = useQuery(trpc.packages.list.queryOptions({}))
  if (packages.error && !packages.data)
    return (
      <ErrorState
        error={packages.error}
        title="The prices could not be loaded"
        onRetry={() => void packages.refetch()}
      />
    )
  return (
    <>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {packages.data
          ? packages.data.items.map((each) => <PackageCard key={each.id} each={each} />)
          : [1, 2, 3].map((each) => (
              <li key={each}>
                <Skeleton className="h-64" />
              </li>
            ))}
      </ul>
      <p className="mt-4 text-muted-foreground">
        What goes beyond a package is billed at the hosting partner’s own rates, without a markup, by the second.{" "}
        <Link href="/sign-up" className="font-medium text-primary underline underline-offset-4 hover:no-underline">
          Sign up to see each data center’s rates
        </Link>
      </p>
    </>
  )
}
