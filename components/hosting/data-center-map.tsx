"use client"

import { cn } from "../ui/cn"
import { landDots } from "./land"
import { height, isOnMap, project, width } from "./map-projection"
import type { DataCenter } from "./prices"

const dots = landDots()

/** A name goes to the left when a neighbour stands close on the right, below when the edge of the map does. */
function isCrowded(site: DataCenter, all: readonly DataCenter[]): boolean {
  return all.some(
    (other) =>
      other.id !== site.id &&
      other.longitude > site.longitude &&
      other.longitude - site.longitude < 25 &&
      Math.abs(other.latitude - site.latitude) < 8,
  )
}

/**
 * Where the data centers are. Each mark is a label of the radio button that chooses it in the list, so that a click here is the
 * same choice and the keyboard has one way, not two.
 */
export function DataCenterMap({
  dataCenters,
  chosen,
  radioId,
}: {
  dataCenters: readonly DataCenter[]
  /** Slug. */
  chosen: string
  radioId: (slug: string) => string
}) {
  const shown = dataCenters.filter((site) => isOnMap(site.longitude, site.latitude))
  return (
    <div className="relative overflow-hidden rounded-lg border bg-muted/40">
      <svg viewBox={`0 0 ${width} ${height}`} className="block w-full" aria-hidden>
        {dots.map(({ x, y }) => (
          <circle key={`${x} ${y}`} cx={x} cy={y} r={2.4} className="fill-muted-foreground/35" />
        ))}
      </svg>
      {shown.map((site) => {
        const { x, y } = project(site.longitude, site.latitude)
        const active = site.slug === chosen
        return (
          <label
            key={site.id}
            htmlFor={radioId(site.slug)}
            className="-translate-x-1/2 -translate-y-1/2 absolute flex size-9 cursor-pointer items-center justify-center"
            style={{ left: `${(x / width) * 100}%`, top: `${(y / height) * 100}%` }}
          >
            <span
              className={cn(
                "block size-3 rounded-full border-2 border-card transition-[scale,background-color]",
                active ? "scale-125 bg-primary ring-4 ring-primary/25" : "bg-foreground/70",
              )}
            />
            <span
              className={cn(
                "absolute whitespace-nowrap rounded-sm bg-card/85 px-1 text-xs leading-5",
                isCrowded(site, shown) ? "right-full -mr-2" : x / width > 0.8 ? "top-full -mt-2" : "left-full -ml-2",
                active ? "font-semibold text-primary" : "text-foreground",
              )}
            >
              {site.city.split(",")[0]}
            </span>
          </label>
        )
      })}
    </div>
  )
}
