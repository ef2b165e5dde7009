"use client"

import { CircleCheck, Hourglass } from "lucide-react"
import type { UseFormRegisterReturn } from "react-hook-form"
import { fabricNames } from "@/lib/fabric"
import { count } from "../format/size"
import { Badge } from "../ui/badge"
import { DataCenterMap } from "./data-center-map"
import { type DataCenter, freeOf, type Package } from "./prices"

function Inventory({ dataCenter, offer }: { dataCenter: DataCenter; offer: Package | undefined }) {
  if (!offer)
    return (
      <span className="text-muted-foreground text-xs">
        Free now: {dataCenter.free.map((free) => `${free.nodes} ${free.machineClass}`).join(", ")}
      </span>
    )
  const { slug } = offer.machineClass
  const free = freeOf(dataCenter, slug)
  return free >= offer.nodes ? (
    <span className="flex items-center gap-1.5 text-state-running text-xs">
      <CircleCheck className="size-3.5 shrink-0" aria-hidden />
      {count(free, `${slug} node`)} free, ready within seconds
    </span>
  ) : (
    <span className="flex items-start gap-1.5 text-state-waiting text-xs">
      <Hourglass className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      {free === 0 ? `No ${slug} node is free` : `${count(free, `${slug} node`)} free`}, {offer.name} needs {offer.nodes}
      . The rest is ordered and it starts by itself when they arrive.
    </span>
  )
}

/** Map and list of the data centers with what is free right now for the chosen package. */
export function DataCenterChoice({
  dataCenters,
  offer,
  chosen,
  register,
}: {
  dataCenters: readonly DataCenter[]
  offer: Package | undefined
  chosen: string
  register: UseFormRegisterReturn
}) {
  const radioId = (slug: string) => `data-center-${slug}`
  return (
    <div className="flex flex-col gap-3">
      <DataCenterMap dataCenters={dataCenters} chosen={chosen} radioId={radioId} />
      <ul className="grid gap-2 md:grid-cols-3">
        {dataCenters.map((dataCenter) => (
          <li key={dataCenter.id} className="flex">
            <label
              htmlFor={radioId(dataCenter.slug)}
              id={`${radioId(dataCenter.slug)}-card`}
              className="flex w-full cursor-pointer flex-col gap-1 rounded-lg border bg-card px-4 py-3 hover:border-input has-checked:border-primary has-checked:ring-1 has-checked:ring-primary has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2"
            >
              <input
                type="radio"
                id={radioId(dataCenter.slug)}
                value={dataCenter.slug}
                className="sr-only"
                // The mark on the map is a label of this button too: without this it would be read twice.
                aria-labelledby={`${radioId(dataCenter.slug)}-card`}
                {...register}
              />
              <span className="flex flex-wrap items-center justify-between gap-2 font-medium">
                {dataCenter.name}
                <Badge variant="outline">{fabricNames[dataCenter.fabric]}</Badge>
              </span>
              <span className="text-muted-foreground text-compact">
                {dataCenter.city}, {dataCenter.country} · {dataCenter.partner}
              </span>
              <Inventory dataCenter={dataCenter} offer={offer} />
            </label>
          </li>
        ))}
      </ul>
    </div>
  )
}
