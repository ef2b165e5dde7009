"use client"

import { MapPin, Server } from "lucide-react"
import Link from "next/link"
import { count } from "../format/size"
import { useTenant } from "../frame/tenant"
import type { ApiOutputs } from "../trpc"
import { StateBadge } from "../ui/state-badge"

type Vdc = ApiOutputs["vdcs"]["list"]["items"][number]

/** The company's data centers, each with what is in it. */
export function VdcCards({ vdcs }: { vdcs: Vdc[] }) {
  const { to } = useTenant()
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {vdcs.map((vdc) => (
        <li key={vdc.id}>
          <Link
            href={to(`/vdc/${vdc.slug}`)}
            className="flex h-full flex-col gap-3 rounded-lg border bg-card p-4 hover:border-primary"
          >
            <span className="flex items-center gap-2">
              <Server className="size-4 shrink-0 text-muted-foreground" aria-hidden />
              <span className="min-w-0 flex-1 truncate font-medium">{vdc.name}</span>
              <StateBadge state={vdc.state} />
            </span>
            <span className="text-muted-foreground">
              {vdc.waitingReason ??
                `${count(vdc.applications, "application")} on ${count(vdc.nodes.assigned, "node")}${
                  vdc.nodes.down > 0 ? `, ${vdc.nodes.down} down` : ""
                }.`}
            </span>
            <span className="mt-auto flex items-center gap-1.5 text-muted-foreground text-xs">
              <MapPin className="size-3.5" aria-hidden />
              {vdc.dataCenter.name}, {vdc.dataCenter.city} ({vdc.dataCenter.partner}). {vdc.package.name}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
